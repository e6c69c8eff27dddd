using TinyGpt.Weights;

namespace TinyGpt.Transformer;

/// <summary>The weights of one block; matrices are (outputs, inputs).</summary>
internal sealed class Layer
{
    public Layer(SafetensorsFile file, ModelConfig config, int index)
    {
        var prefix = FormattableString.Invariant($"layers.{index}.");
        var queries = config.Heads * config.HeadDim;
        var keys = config.KeyHeads * config.HeadDim;
        AttentionNorm = new Dense.Norm(file.Read(prefix + "norm1.weight", config.Width), file.Read(prefix + "norm1.bias", config.Width));
        MlpNorm = new Dense.Norm(file.Read(prefix + "norm2.weight", config.Width), file.Read(prefix + "norm2.bias", config.Width));
        Query = file.Read(prefix + "q_proj.weight", queries, config.Width);
        Key = file.Read(prefix + "k_proj.weight", keys, config.Width);
        Value = file.Read(prefix + "v_proj.weight", keys, config.Width);
        Output = file.Read(prefix + "o_proj.weight", config.Width, queries);
        Gate = file.Read(prefix + "gate_proj.weight", config.HiddenWidth, config.Width);
        Up = file.Read(prefix + "up_proj.weight", config.HiddenWidth, config.Width);
        Down = file.Read(prefix + "down_proj.weight", config.Width, config.HiddenWidth);
    }

    public Dense.Norm AttentionNorm { get; }

    public Dense.Norm MlpNorm { get; }

    public float[] Query { get; }

    public float[] Key { get; }

    public float[] Value { get; }

    public float[] Output { get; }

    public float[] Gate { get; }

    public float[] Up { get; }

    public float[] Down { get; }
}
