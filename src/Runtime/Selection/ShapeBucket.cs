using System.Globalization;

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

    /// <summary>Reads the text form back; false when it is none.</summary>
    public static bool TryParse(string text, out ShapeBucket bucket)
    {
        bucket = default;
        var parts = text.Split('-');
        if (parts.Length != 3)
            return false;
        if (!Part(parts[0], 'h', out var heads) || !Part(parts[1], 'q', out var queries) || !Part(parts[2], 'k', out var keys))
            return false;
        bucket = new ShapeBucket(heads, queries, keys);
        return true;
    }

    private static bool Part(string text, char name, out int number)
    {
        number = 0;
        return text.StartsWith(name) && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static int RoundUp(long value)
        => value <= 0 ? 0 : (int)Math.Min(1L << 30, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)value));
}
