using System.Text.Json;
using System.Text.Json.Serialization;

namespace TinyGpt.Transformer;

/// <summary>The hyper-parameters in <c>config.json</c>.</summary>
public sealed record ModelConfig
{
    /// <summary>Transformer blocks.</summary>
    [JsonPropertyName("n_layer")]
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    [JsonPropertyName("n_head")]
    public required int Heads { get; init; }

    /// <summary>Key and value heads; several query heads share one.</summary>
    [JsonPropertyName("n_kv_head")]
    public required int KeyHeads { get; init; }

    /// <summary>Elements per head.</summary>
    [JsonPropertyName("head_dim")]
    public required int HeadDim { get; init; }

    /// <summary>Elements per position between the blocks.</summary>
    [JsonPropertyName("d_model")]
    public required int Width { get; init; }

    /// <summary>Hidden elements of the SwiGLU.</summary>
    [JsonPropertyName("d_mlp")]
    public required int HiddenWidth { get; init; }

    /// <summary>The longest sequence, in characters.</summary>
    [JsonPropertyName("context")]
    public required int Context { get; init; }

    /// <summary>Added to the variance in a layer norm.</summary>
    [JsonPropertyName("norm_eps")]
    public required double NormEpsilon { get; init; }

    /// <summary>The base of the rotary frequencies.</summary>
    [JsonPropertyName("rope_theta")]
    public required double RopeTheta { get; init; }

    /// <summary>The character of each token.</summary>
    [JsonPropertyName("chars")]
    public required string Characters { get; init; }

    /// <summary>Tokens there are.</summary>
    [JsonIgnore]
    public int Vocabulary => Characters.Length;

    /// <summary>Reads <c>config.json</c>.</summary>
    public static ModelConfig Load(string path)
        => JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelConfigJson.Default.ModelConfig)
            ?? throw new InvalidDataException($"{path} holds null instead of a model configuration.");
}

/// <summary>Serialisation code made at build time, so that trimming keeps working.</summary>
[JsonSerializable(typeof(ModelConfig))]
internal sealed partial class ModelConfigJson : JsonSerializerContext;
