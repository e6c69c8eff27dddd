namespace TinyGpt.Transformer;

/// <summary>
/// RoPE in GPT-NeoX's half-split form: elements i and i + D/2 of a head turn by position * theta^(-2i/D).
/// </summary>
internal sealed class RotaryEmbedding
{
    private readonly int _headDim;
    private readonly float[] _cosines;
    private readonly float[] _sines;

    public RotaryEmbedding(ModelConfig config)
    {
        _headDim = config.HeadDim;
        var half = _headDim / 2;
        _cosines = new float[config.Context * half];
        _sines = new float[config.Context * half];
        for (var position = 0; position < config.Context; position++)
        {
            for (var i = 0; i < half; i++)
            {
                var (sine, cosine) = Math.SinCos(position * Math.Pow(config.RopeTheta, -2.0 * i / _headDim));
                _cosines[position * half + i] = (float)cosine;
                _sines[position * half + i] = (float)sine;
            }
        }
    }

    /// <summary>Turns every head of one row, in place.</summary>
    public void Rotate(Span<float> row, int position)
    {
        var half = _headDim / 2;
        for (var head = 0; head < row.Length; head += _headDim)
        {
            for (var i = 0; i < half; i++)
            {
                ref var low = ref row[head + i];
                ref var high = ref row[head + half + i];
                var cosine = _cosines[position * half + i];
                var sine = _sines[position * half + i];
                (low, high) = (low * cosine - high * sine, high * cosine + low * sine);
            }
        }
    }
}
