namespace KernelGen.Selection.Layers;

/// <summary>How far a bucket is from another one, in doublings.</summary>
internal static class BucketDistance
{
    // Lengths decide how tiles fit; the number of heads only how many there are.
    private const double LengthWeight = 2;

    /// <summary>Whether results carry over at all: both decode or both prefill, and neither empty.</summary>
    public static bool Comparable(in ShapeBucket a, in ShapeBucket b)
        => IsDecode(a) == IsDecode(b) && !IsEmpty(a) && !IsEmpty(b);

    /// <summary>Doublings between two buckets, lengths counting twice.</summary>
    public static double Between(in ShapeBucket a, in ShapeBucket b)
        => Doublings(a.Heads, b.Heads) + LengthWeight * (Doublings(a.QueryLength, b.QueryLength) + Doublings(a.KeyLength, b.KeyLength));

    // A decode call streams the keys instead of tiling them, so its results say nothing about longer ones.
    private static bool IsDecode(in ShapeBucket bucket) => bucket.QueryLength <= DecodeShapes.MostRows;

    private static bool IsEmpty(in ShapeBucket bucket) => bucket.Heads <= 0 || bucket.QueryLength <= 0 || bucket.KeyLength <= 0;

    private static double Doublings(int a, int b) => Math.Abs(Math.Log2((double)a / b));
}
