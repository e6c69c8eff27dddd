namespace KernelGen.Generator.Parsing;

/// <summary>The metadata names of the attributes that make a spec.</summary>
internal static class AttributeNames
{
    public const string Kernel = "KernelGen.AttentionKernelAttribute";
    public const string Causal = "KernelGen.CausalAttribute";
    public const string SlidingWindow = "KernelGen.SlidingWindowAttribute";
    public const string Sink = "KernelGen.AttentionSinkAttribute";
    public const string Mask = "KernelGen.MaskAttribute";
    public const string Score = "KernelGen.ScoreAttribute";
    public const string LowRankBias = "KernelGen.LowRankBiasAttribute";
    public const string Onnx = "KernelGen.OnnxAttentionAttribute";
    public const string Tile = "KernelGen.TileAttribute";

    /// <summary>Those that mean nothing without <see cref="Kernel"/>.</summary>
    public static IReadOnlyList<string> Companions { get; } =
        [Causal, SlidingWindow, Sink, LowRankBias, Tile, Onnx, .. Patterns.All.Concat(Scores.All).Select(pattern => pattern.MetadataName)];

    /// <summary>The name as a user writes it: <c>Causal</c>.</summary>
    public static string Short(string metadataName)
        => metadataName.Substring("KernelGen.".Length, metadataName.Length - "KernelGen.Attribute".Length);
}
