using System.Globalization;
using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>A bias of rank R: the dot product of a row of factors of the query with one of the key, added to the scaled logit.</summary>
/// <param name="Rank">Elements of a row, R.</param>
/// <param name="PerHead">Whether every query head and every key head has factors of its own; else all share theirs.</param>
/// <param name="PerSequence">Whether every sequence of a batch has.</param>
public sealed record LowRankBias(int Rank, bool PerHead, bool PerSequence)
{
    /// <summary>The largest rank: the register tiles walk over it as over the elements of a head.</summary>
    public const int LargestRank = 128;

    /// <summary>The factors of the queries.</summary>
    public static ExprParameter QueryFactors { get; } = new("queryFactors", ExprDataType.Single, IsArray: true);

    /// <summary>The factors of the keys.</summary>
    public static ExprParameter KeyFactors { get; } = new("keyFactors", ExprDataType.Single, IsArray: true);

    /// <summary>The factors of one side, at most <see cref="int.MaxValue"/>.</summary>
    internal int Count(int batch, int heads, int rows)
        => (int)Math.Min(int.MaxValue, (PerSequence ? batch : 1L) * (PerHead ? heads : 1) * rows * Rank);

    /// <summary>As a canonical text has it: <c>16 perHead perSequence</c>.</summary>
    public override string ToString()
        => FormattableString.Invariant($"{Rank}{(PerHead ? " perHead" : "")}{(PerSequence ? " perSequence" : "")}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is malformed.</summary>
    internal static LowRankBias? Parse(string text)
    {
        if (!int.TryParse(text.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var rank) || rank is < 1 or > LargestRank)
            return null;
        var read = new LowRankBias(rank, text.Contains(" perHead"), text.Contains(" perSequence"));
        return read.ToString() == text ? read : null;
    }
}
