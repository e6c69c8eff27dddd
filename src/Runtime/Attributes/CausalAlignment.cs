namespace KernelGen;

/// <summary>Where query 0 stands relative to key 0 when the two lengths differ.</summary>
public enum CausalAlignment
{
    /// <summary>The last query stands at the last key: the offset is keyLength - queryLength (FlashAttention's rule).</summary>
    BottomRight,

    /// <summary>The first query stands at the first key: the offset is 0 (ONNX's rule without a cache).</summary>
    TopLeft,
}
