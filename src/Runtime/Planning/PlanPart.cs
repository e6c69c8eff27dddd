using System.Buffers;
using System.Runtime.CompilerServices;

namespace KernelGen.Planning;

/// <summary>
/// The runs of some neighbouring query tiles, found by descent: a rectangle of tiles that is proven Empty or Full is done, any other is
/// halved. So the cost follows the length of the mask's boundary, and only single tiles that stay unproven become Partial. The rectangles
/// are those of the whole plan, whatever part of it this is: however a plan is divided, the same is proven.
/// </summary>
internal sealed class PlanPart
{
    private readonly TileClassifier _classifier;
    private readonly PlanGrid _grid;
    private readonly TileRefinement _refinement;
    private readonly int _first;
    private readonly int _end;
    private readonly Ends[] _ends;
    private readonly int[] _tries;

    // Runs of all query tiles interleaved as found; each links to the next one of its query tile.
    private Link[] _links;

    /// <summary>A part of a plan.</summary>
    /// <param name="classifier">The mask over rectangles.</param>
    /// <param name="grid">The tiles of the plan.</param>
    /// <param name="first">The first query tile, a multiple of <see cref="PlanGrid.Stretch"/>.</param>
    /// <param name="end">The one after the last.</param>
    public PlanPart(TileClassifier classifier, PlanGrid grid, int first, int end)
    {
        _classifier = classifier;
        _grid = grid;
        _refinement = new TileRefinement(classifier, grid.Scope);
        (_first, _end) = (first, end);
        _links = ArrayPool<Link>.Shared.Rent(4 * (end - first));
        _ends = new Ends[end - first];
        Array.Fill(_ends, new Ends(-1, -1));
        _tries = new int[Ceiling.Divide(end - first, PlanGrid.Stretch)];
        Array.Fill(_tries, TileRefinement.TriesOf(Math.Max(1, grid.Stretches)));
    }

    /// <summary>How many runs were found.</summary>
    public int Runs { get; private set; }

    /// <summary>Finds the runs.</summary>
    public void Find()
    {
        if (_first < _end && _grid.KeyTiles > 0)
            Descend(0, _grid.QueryTiles, 0, _grid.KeyTiles);
    }

    /// <summary>Writes the runs, query tile after query tile, and where those of each begin; afterwards the part is empty.</summary>
    /// <param name="runs">The runs of the plan.</param>
    /// <param name="first">For each query tile of the plan, its first run.</param>
    /// <param name="written">Runs that earlier parts have written.</param>
    public void Write(Span<TileRun> runs, Span<int> first, int written)
    {
        for (var i = 0; i < _ends.Length; i++)
        {
            first[_first + i] = written;
            for (var link = _ends[i].First; link >= 0; link = _links[link].Next)
                runs[written++] = _links[link].Run;
        }
        ArrayPool<Link>.Shared.Return(_links);
        _links = [];
    }

    // Left before right at every level, so each query tile gets its runs in ascending order. Most plans are made once, before the compiler
    // would have found this worth optimising.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Descend(int query, int queries, int key, int keys)
    {
        if (query >= _end || query + queries <= _first)
            return;
        var isTile = queries == 1 && keys == 1;
        var (q, k) = (_grid.Queries(query, queries), _grid.Keys(key, keys));
        var truth = _classifier.Classify(q, k, _grid.Scope);
        if (truth == Truth.Unknown && isTile)
            truth = _refinement.Classify(q, k, ref _tries[(query - _first) / PlanGrid.Stretch]);
        if (truth == Truth.False)
            return;
        if (truth == Truth.True || isTile)
            AddRows(Math.Max(query, _first), Math.Min(query + queries, _end), key, keys, truth == Truth.True);
        else if (_grid.HalvesQueries(queries, keys))
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

    private void AddRows(int query, int end, int key, int keys, bool full)
    {
        // Kernels mask past the last key, so the tile that it cuts is never Full.
        var cut = full && key + keys == _grid.KeyTiles && _grid.IsLastKeyTileCut ? 1 : 0;
        for (var i = query - _first; i < end - _first; i++)
        {
            if (keys > cut)
                Add(ref _ends[i], new TileRun(key, keys - cut, full));
            if (cut > 0)
                Add(ref _ends[i], new TileRun(_grid.KeyTiles - 1, 1, full: false));
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
        if (Runs == _links.Length)
            Grow();
        _links[Runs] = new Link { Run = run, Next = -1 };
        if (ends.Last >= 0)
            _links[ends.Last].Next = Runs;
        ends = new Ends(ends.Last >= 0 ? ends.First : Runs, Runs);
        Runs++;
    }

    private void Grow()
    {
        var larger = ArrayPool<Link>.Shared.Rent(2 * _links.Length);
        _links.AsSpan(0, Runs).CopyTo(larger);
        ArrayPool<Link>.Shared.Return(_links);
        _links = larger;
    }

    private struct Link
    {
        public TileRun Run;
        public int Next;
    }

    private readonly record struct Ends(int First, int Last);
}
