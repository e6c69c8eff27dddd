namespace KernelGen.Selection;

/// <summary>Which shapes are decoding: so few query rows that the keys are divided among threads or blocks instead. Every target divides them so.</summary>
internal static class DecodeShapes
{
    /// <summary>Query rows per head up to which it is decoding.</summary>
    public const int MostRows = 4;

    /// <summary>Whether decode kernels serve a shape.</summary>
    public static bool Contains(in AttentionShape shape) => shape.QueryLength <= MostRows && shape.KeyLength > 0;

    /// <summary>Whether decode kernels serve the shapes of a bucket.</summary>
    public static bool Contains(in ShapeBucket bucket) => bucket.QueryLength <= MostRows && bucket.KeyLength > 0;
}
