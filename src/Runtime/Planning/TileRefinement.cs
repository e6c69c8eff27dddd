using System.Numerics;

namespace KernelGen.Planning;

/// <summary>
/// A second look at single tiles that intervals leave open: where a tile spans a boundary (of blocks, documents, rows of an image), its
/// parts may be decided though the whole is not. Deterministic, so that equal inputs have equal plans.
/// </summary>
internal sealed class TileRefinement(TileClassifier classifier, in MaskScope scope)
{
    // Enough for a boundary or two of each side.
    private const int MostLooks = 16;

    // Masks that stay open whatever the part (diagonals, hashes of both sides) cost a few tries in all.
    private const int FirstTries = 64;
    private const int FewestTries = 2;
    private const int TriesPerSuccess = 8;

    private readonly MaskScope _scope = scope;
    private int _looks;

    /// <summary>The tries that each of some stretches of tiles begins with.</summary>
    public static int TriesOf(int stretches) => Math.Max(FewestTries, FirstTries / stretches);

    /// <summary>What is proven of all parts of a tile that is Unknown as a whole.</summary>
    /// <param name="q">The tile's query positions.</param>
    /// <param name="k">Its keys.</param>
    /// <param name="tries">The tries that are left in the tile's stretch.</param>
    public Truth Classify(Interval q, Interval k, ref int tries)
    {
        if (tries == 0)
            return Truth.Unknown;
        tries--;
        _looks = MostLooks;
        var truth = Parts(q, k);
        if (truth != Truth.Unknown)
            tries += TriesPerSuccess;
        return truth;
    }

    // Queries are divided first: what a query sees depends more often on where it is than a key on who sees it.
    private Truth Parts(Interval q, Interval k, bool byQuery = true)
    {
        var isDivisible = byQuery ? q.Min < q.Max : k.Min < k.Max;
        if (!isDivisible)
            return q.Min < q.Max || k.Min < k.Max ? Parts(q, k, !byQuery) : Truth.Unknown;
        var (before, after) = Halves(byQuery ? q : k);
        var first = byQuery ? Look(before, k, false) : Look(q, before, true);
        if (first == Truth.Unknown)
            return first;
        var second = byQuery ? Look(after, k, false) : Look(q, after, true);
        return first == second ? first : Truth.Unknown;
    }

    private Truth Look(Interval q, Interval k, bool byQuery)
    {
        if (_looks-- == 0)
            return Truth.Unknown;
        var truth = classifier.Classify(q, k, _scope);
        return truth == Truth.Unknown ? Parts(q, k, byQuery) : truth;
    }

    // The second half begins at the multiple of the highest power of two after the first value: most blocks begin at one.
    private static (Interval Before, Interval After) Halves(Interval all)
    {
        var bit = 31 - BitOperations.LeadingZeroCount((uint)(all.Min ^ all.Max));
        var middle = all.Max & -(1 << bit);
        return (new Interval(all.Min, middle - 1), new Interval(middle, all.Max));
    }
}
