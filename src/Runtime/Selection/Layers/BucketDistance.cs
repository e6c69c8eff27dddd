namespace KernelGen.Selection.Layers;

/// <summary>How far a bucket is from another one, in doublings.</summary>
internal static class BucketDistance
{
    // Lengths decide how tiles fit, and the heads that share keys what a decode call waits for; the number of heads only how many there are.
    private const double LengthWeight = 2;

    /// <summary>
    /// Whether results carry over at all: both decode or both prefill, and neither empty. A decode call streams the keys instead of tiling them, so its results
    /// say nothing about longer ones.
    /// </summary>
    public static bool Comparable(in ShapeBucket a, in ShapeBucket b)
        => DecodeShapes.Contains(a) == DecodeShapes.Contains(b) && !IsEmpty(a) && !IsEmpty(b);

    /// <summary>Doublings between two buckets, lengths and groups counting twice.</summary>
    public static double Between(in ShapeBucket a, in ShapeBucket b) => Doublings(a.Heads, b.Heads)
        + LengthWeight * (Doublings(a.QueryLength, b.QueryLength) + Doublings(a.KeyLength, b.KeyLength) + Doublings(a.GroupSize, b.GroupSize));

    private static bool IsEmpty(in ShapeBucket bucket) => bucket.Heads <= 0 || bucket.QueryLength <= 0 || bucket.KeyLength <= 0;

    private static double Doublings(int a, int b) => Math.Abs(Math.Log2((double)a / b));
}
