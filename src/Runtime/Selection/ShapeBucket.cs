using System.Globalization;

namespace KernelGen.Selection;

/// <summary>
/// A rounded shape: batch x heads, Nq and Nk, each to the next power of two, and in decoding how many query heads share a key head. Used only to
/// look tuning results up, never to compile.
/// </summary>
/// <param name="Heads">Batch x query heads, rounded up.</param>
/// <param name="QueryLength">Nq, rounded up.</param>
/// <param name="KeyLength">Nk, rounded up.</param>
/// <param name="GroupSize">
/// In decoding, query heads per key head, rounded up: with one a call waits for memory, with many for arithmetic. Else 1.
/// </param>
public readonly record struct ShapeBucket(int Heads, int QueryLength, int KeyLength, int GroupSize = 1)
{
    /// <summary>The bucket a shape falls into.</summary>
    public static ShapeBucket Of(in AttentionShape shape) => WithGroup(
        new ShapeBucket(RoundUp((long)shape.Batch * shape.QueryHeads), RoundUp(shape.QueryLength), RoundUp(shape.KeyLength)), shape.QueryHeads, shape.KeyHeads);

    /// <summary>A bucket of heads that share key heads, where that matters.</summary>
    internal static ShapeBucket WithGroup(in ShapeBucket bucket, int queryHeads, int keyHeads)
        => bucket with { GroupSize = DecodeShapes.Contains(bucket) && keyHeads > 0 ? Math.Max(1, RoundUp(queryHeads / keyHeads)) : 1 };

    /// <summary>The text form, for example <c>h32-q1024-k1024</c>, or <c>h32g4-q1-k8192</c> where four heads share a key head.</summary>
    public override string ToString() => FormattableString.Invariant($"h{Heads}{(GroupSize > 1 ? $"g{GroupSize}" : "")}-q{QueryLength}-k{KeyLength}");

    /// <summary>Reads the text form back; false when it is none.</summary>
    public static bool TryParse(string text, out ShapeBucket bucket)
    {
        bucket = default;
        var parts = text.Split('-');
        if (parts.Length != 3)
            return false;
        if (!Heading(parts[0], out var heads, out var group) || !Part(parts[1], 'q', out var queries) || !Part(parts[2], 'k', out var keys))
            return false;
        bucket = new ShapeBucket(heads, queries, keys, group);
        return true;
    }

    // A group of one is not written.
    private static bool Heading(string text, out int heads, out int group)
    {
        var border = text.IndexOf('g');
        group = 1;
        return Part(border < 0 ? text : text.AsSpan(0, border), 'h', out heads)
            && (border < 0 || (Part(text.AsSpan(border), 'g', out group) && group > 1));
    }

    private static bool Part(ReadOnlySpan<char> text, char name, out int number)
    {
        number = 0;
        return text.StartsWith([name]) && int.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static int RoundUp(long value)
        => value <= 0 ? 0 : (int)Math.Min(1L << 30, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)value));
}
