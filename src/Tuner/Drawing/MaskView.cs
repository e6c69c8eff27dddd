using KernelGen.Oracle;
using KernelGen.Planning;

namespace KernelGen.Tuner.Drawing;

/// <summary>One mask at given lengths with its tile plan: the same plan and predicate that kernels use.</summary>
/// <param name="spec">The spec, compiled in memory.</param>
/// <param name="scope">Lengths, offset, batch, heads and data.</param>
/// <param name="queryTile">Query rows of a tile.</param>
/// <param name="keyTile">Keys of a tile.</param>
internal sealed class MaskView(CompiledSpec spec, MaskScope scope, int queryTile, int keyTile)
{
    private readonly AttentionOracle _mask = spec.Oracle;

    /// <summary>Lengths, offset, batch, heads and data.</summary>
    public MaskScope Scope { get; } = scope;

    /// <summary>The tiles with their classes.</summary>
    public TilePlan Plan { get; } = spec.PlanFor(scope, queryTile, keyTile);

    /// <summary>Query rows.</summary>
    public int Rows => Scope.QueryLength;

    /// <summary>Keys.</summary>
    public int Keys => Scope.KeyLength;

    /// <summary>What happens to a pair.</summary>
    /// <param name="row">The query row, from 0.</param>
    /// <param name="key">The key, from 0.</param>
    public PairKind this[int row, int key] => Class(row / Plan.QueryTile, key / Plan.KeyTile) switch
    {
        TileClass.Empty => PairKind.Empty,
        TileClass.Full => PairKind.Full,
        _ => Allows(row, key) ? PairKind.Allowed : PairKind.Masked,
    };

    /// <summary>The predicate itself.</summary>
    public bool Allows(int row, int key) => _mask.Allowed(Scope.QueryOffset + row, key, Scope);

    private TileClass Class(int queryTile, int keyTile)
    {
        // Runs ascend, so halving finds the only one that may hold the tile.
        var runs = Plan.Runs(queryTile);
        var (low, high) = (0, runs.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (runs[middle].End <= keyTile)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == runs.Length || runs[low].Start > keyTile)
            return TileClass.Empty;
        return runs[low].IsFull ? TileClass.Full : TileClass.Partial;
    }
}
