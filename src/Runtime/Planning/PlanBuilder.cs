using System.Buffers;

namespace KernelGen.Planning;

/// <summary>
/// Builds a plan by descent: a rectangle of tiles that is proven Empty or Full is done, any other is halved. So the cost follows the
/// length of the mask's boundary, and only single tiles that stay unproven become Partial.
/// </summary>
internal sealed class PlanBuilder
{
    private readonly TileClassifier _classifier;
    private readonly MaskScope _scope;
    private readonly TileRefinement _refinement;
    private readonly int _queryTile;
    private readonly int _keyTile;
    private readonly int _queryTiles;
    private readonly int _keyTiles;

    // Runs of all query tiles interleaved as found; each links to the next one of its query tile.
    private Link[] _links;
    private readonly Ends[] _ends;
    private int _count;

    public PlanBuilder(TileClassifier classifier, in MaskScope scope, int queryTile, int keyTile)
    {
        _classifier = classifier;
        _scope = scope;
        _refinement = new TileRefinement(classifier, scope);
        _queryTile = queryTile;
        _keyTile = keyTile;
        _queryTiles = Ceiling.Divide(scope.QueryLength, queryTile);
        _keyTiles = Ceiling.Divide(scope.KeyLength, keyTile);
        _links = ArrayPool<Link>.Shared.Rent(4 * _queryTiles);
        _ends = new Ends[_queryTiles];
        Array.Fill(_ends, new Ends(-1, -1));
    }

    public TilePlan Build()
    {
        if (_queryTiles > 0 && _keyTiles > 0)
            Descend(0, _queryTiles, 0, _keyTiles);
        var plan = Compact();
        ArrayPool<Link>.Shared.Return(_links);
        return plan;
    }

    // Left before right at every level, so each query tile gets its runs in ascending order.
    private void Descend(int query, int queries, int key, int keys)
    {
        var truth = Classify(query, queries, key, keys);
        if (truth == Truth.Unknown && queries == 1 && keys == 1)
            truth = _refinement.Classify(Queries(query, 1), Keys(key, 1));
        if (truth == Truth.False)
            return;
        if (truth == Truth.True || (queries == 1 && keys == 1))
            AddRows(query, queries, key, keys, truth == Truth.True);
        else if ((long)queries * _queryTile > (long)keys * _keyTile && queries > 1 || keys == 1)
        {
            Descend(query, queries / 2, key, keys);
            Descend(query + queries / 2, queries - queries / 2, key, keys);
        }
        else
        {
            Descend(query, queries, key, keys / 2);
            Descend(query, queries, key + keys / 2, keys - keys / 2);
        }
    }

    private Truth Classify(int query, int queries, int key, int keys)
        => _classifier.Classify(Queries(query, queries), Keys(key, keys), _scope);

    // Only rows and keys that exist count; 64 bits, because the end of a cut tile may pass int32.
    private Interval Queries(int tile, int tiles)
    {
        var end = (int)Math.Min((long)(tile + tiles) * _queryTile, _scope.QueryLength);
        return new Interval(_scope.QueryOffset + tile * _queryTile, _scope.QueryOffset + end - 1);
    }

    private Interval Keys(int tile, int tiles)
        => new(tile * _keyTile, (int)Math.Min((long)(tile + tiles) * _keyTile, _scope.KeyLength) - 1);

    private void AddRows(int query, int queries, int key, int keys, bool full)
    {
        // Kernels mask past the last key, so the tile that it cuts is never Full.
        var cut = full && key + keys == _keyTiles && _scope.KeyLength % _keyTile != 0 ? 1 : 0;
        for (var i = query; i < query + queries; i++)
        {
            if (keys > cut)
                Add(ref _ends[i], new TileRun(key, keys - cut, full));
            if (cut > 0)
                Add(ref _ends[i], new TileRun(_keyTiles - 1, 1, full: false));
        }
    }

    private void Add(ref Ends ends, TileRun run)
    {
        if (ends.Last >= 0)
        {
            ref var last = ref _links[ends.Last].Run;
            if (last.End == run.Start && last.IsFull == run.IsFull)
            {
                last = new TileRun(last.Start, last.Count + run.Count, run.IsFull);
                return;
            }
        }
        if (_count == _links.Length)
            Grow();
        _links[_count] = new Link { Run = run, Next = -1 };
        if (ends.Last >= 0)
            _links[ends.Last].Next = _count;
        ends = new Ends(ends.Last >= 0 ? ends.First : _count, _count);
        _count++;
    }

    private void Grow()
    {
        var larger = ArrayPool<Link>.Shared.Rent(2 * _links.Length);
        _links.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<Link>.Shared.Return(_links);
        _links = larger;
    }

    private TilePlan Compact()
    {
        var runs = GC.AllocateUninitializedArray<TileRun>(_count, pinned: true);
        var first = GC.AllocateUninitializedArray<int>(_queryTiles + 1, pinned: true);
        var written = 0;
        for (var i = 0; i < _queryTiles; i++)
        {
            first[i] = written;
            for (var link = _ends[i].First; link >= 0; link = _links[link].Next)
                runs[written++] = _links[link].Run;
        }
        first[_queryTiles] = written;
        return new TilePlan(_queryTile, _keyTile, _keyTiles, runs, first);
    }

    private struct Link
    {
        public TileRun Run;
        public int Next;
    }

    private readonly record struct Ends(int First, int Last);
}
