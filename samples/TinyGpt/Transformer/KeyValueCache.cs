namespace TinyGpt.Transformer;

/// <summary>
/// The keys (after RoPE) and values of the positions read so far, per layer as (context, Hkv x D): a position is one contiguous row, so
/// appending is a copy, and attention reads the heads through strides.
/// </summary>
/// <param name="config">The model's sizes.</param>
public sealed class KeyValueCache(ModelConfig config)
{
    private readonly float[][] _keys = Rows(config);
    private readonly float[][] _values = Rows(config);

    /// <summary>Positions read so far.</summary>
    public int Length { get; private set; }

    /// <summary>Positions there is room for.</summary>
    public int Capacity => config.Context;

    /// <summary>The keys of a layer.</summary>
    internal float[] Keys(int layer) => _keys[layer];

    /// <summary>The values of a layer.</summary>
    internal float[] Values(int layer) => _values[layer];

    /// <summary>Writes rows behind those of the positions read so far; <see cref="Advance"/> makes them count.</summary>
    internal void Append(int layer, float[] keys, float[] values)
    {
        var start = Length * config.KeyHeads * config.HeadDim;
        keys.CopyTo(_keys[layer], start);
        values.CopyTo(_values[layer], start);
    }

    /// <summary>Counts positions that every layer has appended.</summary>
    internal void Advance(int positions) => Length += positions;

    private static float[][] Rows(ModelConfig config)
        => [.. Enumerable.Range(0, config.Layers).Select(_ => new float[config.Context * config.KeyHeads * config.HeadDim])];
}
