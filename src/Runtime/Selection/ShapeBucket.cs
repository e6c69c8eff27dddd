namespace KernelGen.Selection;

/// <summary>
/// A rounded shape: batch x heads, Nq and Nk, each to the next power of two. Used only to look tuning results up, never to compile.
/// </summary>
/// <param name="Heads">Batch x query heads, rounded up.</param>
/// <param name="QueryLength">Nq, rounded up.</param>
/// <param name="KeyLength">Nk, rounded up.</param>
public readonly record struct ShapeBucket(int Heads, int QueryLength, int KeyLength)
{
    /// <summary>The bucket a shape falls into.</summary>
    public static ShapeBucket Of(in AttentionShape shape)
        => new(RoundUp((long)shape.Batch * shape.QueryHeads), RoundUp(shape.QueryLength), RoundUp(shape.KeyLength));

    /// <summary>The text form, for example <c>h32-q1024-k1024</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"h{Heads}-q{QueryLength}-k{KeyLength}");

    private static int RoundUp(long value)
        => value <= 0 ? 0 : (int)Math.Min(1L << 30, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)value));
}
