using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KernelGen.Planning;

/// <summary>
/// For each query tile, the key tiles that matter to it, as runs in ascending order. Immutable. Its arrays live on the pinned heap, so that
/// kernels read runs through pointers; those stay valid while the plan is referenced.
/// </summary>
public sealed unsafe class TilePlan
{
    // A Partial tile evaluates the predicate per element: about an eighth more work than a Full one at head size 64.
    private const int FullTileCost = 8;
    private const int PartialTileCost = 9;

    // Runs of query tile i are _runs[_first[i]] to _runs[_first[i + 1] - 1].
    private readonly TileRun[] _runs;
    private readonly int[] _first;
    private readonly int[] _longestFirst;
    private readonly long[] _cost;

    internal TilePlan(int queryTile, int keyTile, int keyTiles, TileRun[] runs, int[] first)
    {
        QueryTile = queryTile;
        KeyTile = keyTile;
        KeyTiles = keyTiles;
        _runs = runs;
        _first = first;
        _cost = new long[QueryTiles];
        Statistics = Count();
        _longestFirst = GC.AllocateUninitializedArray<int>(QueryTiles, pinned: true);
        SortLongestFirst();
    }

    /// <summary>Query rows of a tile.</summary>
    public int QueryTile { get; }

    /// <summary>Keys of a tile.</summary>
    public int KeyTile { get; }

    /// <summary>Query tiles: Nq / QueryTile, rounded up.</summary>
    public int QueryTiles => _first.Length - 1;

    /// <summary>Key tiles: Nk / KeyTile, rounded up.</summary>
    public int KeyTiles { get; }

    /// <summary>How the tiles divide into classes.</summary>
    public PlanStatistics Statistics { get; }

    /// <summary>Bytes that the plan's arrays hold.</summary>
    public long Bytes => ((long)_runs.Length * sizeof(TileRun)) + ((long)_first.Length + _longestFirst.Length) * sizeof(int) + (long)_cost.Length * sizeof(long);

    /// <summary>The query tiles by falling cost, equal ones by rising index: started in this order, threads end together.</summary>
    public ReadOnlySpan<int> LongestFirst => _longestFirst;

    /// <summary>Plans the tiles of one mask.</summary>
    /// <param name="classifier">The mask over rectangles.</param>
    /// <param name="scope">Lengths, offset, batch and heads.</param>
    /// <param name="queryTile">Query rows of a tile, at least 1.</param>
    /// <param name="keyTile">Keys of a tile, at least 1.</param>
    /// <param name="threads">How many threads may take part in a long plan, at least 1; the plan does not depend on it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A tile size is below 1, a length is negative, or a position leaves int32.</exception>
    public static TilePlan Build(TileClassifier classifier, in MaskScope scope, int queryTile, int keyTile, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentOutOfRangeException.ThrowIfLessThan(queryTile, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(keyTile, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(scope.QueryLength, nameof(scope));
        ArgumentOutOfRangeException.ThrowIfNegative(scope.KeyLength, nameof(scope));
        if ((long)scope.QueryOffset + scope.QueryLength > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(nameof(scope), scope.QueryOffset, FormattableString.Invariant(
                $"Query positions must fit int32: with {scope.QueryLength} queries the offset is at most {int.MaxValue - scope.QueryLength}."));
        }
        return PlanBuilder.Build(classifier, scope, queryTile, keyTile, threads);
    }

    /// <summary>The runs of a query tile in ascending order, neighbours of one class merged; none when it sees nothing.</summary>
    public ReadOnlySpan<TileRun> Runs(int queryTile)
        => _runs.AsSpan(_first[queryTile], _first[queryTile + 1] - _first[queryTile]);

    /// <summary>The same runs for a kernel: an address that is valid while the plan is referenced.</summary>
    /// <param name="queryTile">The query tile.</param>
    /// <param name="count">How many runs there are.</param>
    public TileRun* RunsPointer(int queryTile, out int count)
    {
        var runs = Runs(queryTile);
        count = runs.Length;
        return count == 0 ? null : (TileRun*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(runs));
    }

    /// <summary>The work of a query tile: 8 for each Full key tile, 9 for each Partial one.</summary>
    public long Cost(int queryTile) => _cost[queryTile];

    private PlanStatistics Count()
    {
        long full = 0, partial = 0;
        for (var i = 0; i < QueryTiles; i++)
        {
            foreach (var run in Runs(i))
            {
                _cost[i] += (long)run.Count * (run.IsFull ? FullTileCost : PartialTileCost);
                full += run.IsFull ? run.Count : 0;
                partial += run.IsFull ? 0 : run.Count;
            }
        }
        return new PlanStatistics((long)QueryTiles * KeyTiles - full - partial, partial, full);
    }

    // Sorted as numbers, the cost's complement above the index: many times as fast as with a comparison.
    private void SortLongestFirst()
    {
        var keys = ArrayPool<ulong>.Shared.Rent(QueryTiles);
        for (var i = 0; i < QueryTiles; i++)
            keys[i] = (ulong)~(uint)Math.Min(_cost[i], uint.MaxValue) << 32 | (uint)i;
        keys.AsSpan(0, QueryTiles).Sort();
        for (var i = 0; i < QueryTiles; i++)
            _longestFirst[i] = (int)(uint)keys[i];
        ArrayPool<ulong>.Shared.Return(keys);
    }
}
