namespace KernelGen.Planning;

/// <summary>
/// The plans of one mask by shape, tile and the content of the data that it reads; thread-safe, and bounded: the plan that was used
/// longest ago makes room. Finding a plan allocates nothing.
/// </summary>
/// <param name="classifier">The mask over rectangles.</param>
/// <param name="capacity">Plans to keep; 0, the default, means 64, or 1,024 when each head or sequence has plans of its own.</param>
public sealed class PlanCache(TileClassifier classifier, int capacity = 0)
{
    // One call with 32 heads and 8 sequences walks 256 plans in a circle; fewer places than that would never hit.
    private const int SharedPlans = 64;
    private const int PlansPerHead = 1024;

    private readonly int _capacity
        = capacity > 0 ? capacity : classifier.DependsOnHead || classifier.DependsOnBatch ? PlansPerHead : SharedPlans;

    private readonly Dictionary<Key, Entry> _entries = [];
    private readonly Lock _lock = new();

    // The block minima and maxima of the data that the last plan was built for; other heads' plans need the same ones.
    private volatile Tables? _tables;
    private long _clock;

    /// <summary>How many plans are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>The plan, built on first use. Batch and heads count only when the mask reads them.</summary>
    /// <param name="scope">Lengths, offset, batch and heads.</param>
    /// <param name="queryTile">Query rows of a tile, at least 1.</param>
    /// <param name="keyTile">Keys of a tile, at least 1.</param>
    public TilePlan Get(in MaskScope scope, int queryTile, int keyTile)
    {
        var relevant = scope with
        {
            Batch = classifier.DependsOnBatch ? scope.Batch : 0,
            Head = classifier.DependsOnHead ? scope.Head : 0,
            KeyHead = classifier.DependsOnHead ? scope.KeyHead : 0,
        };
        var key = new Key(relevant, queryTile, keyTile, scope.Data.Version);
        lock (_lock)
        {
            if (Find(key) is { } found)
                return found;
        }
        // Built outside the lock: other shapes need not wait. Two threads may build the same plan; the first to finish is kept.
        var built = TilePlan.Build(classifier, WithTables(relevant), queryTile, keyTile);
        lock (_lock)
            return Find(key) ?? Keep(key, built);
    }

    private MaskScope WithTables(in MaskScope scope)
    {
        if (classifier.ReadsData.IsEmpty)
            return scope;
        var tables = _tables;
        if (tables?.Version != scope.Data.Version)
        {
            var items = new IntervalTable?[scope.Data.Count];
            foreach (var parameter in classifier.ReadsData)
                items[parameter] = IntervalTable.Of(scope.Data[parameter]);
            _tables = tables = new Tables(scope.Data.Version, items);
        }
        return scope with { Data = scope.Data.WithTables(tables.Items) };
    }

    private TilePlan? Find(in Key key)
    {
        if (!_entries.TryGetValue(key, out var entry))
            return null;
        entry.LastUse = ++_clock;
        return entry.Plan;
    }

    private TilePlan Keep(in Key key, TilePlan plan)
    {
        if (_entries.Count >= _capacity)
            _entries.Remove(_entries.MinBy(entry => entry.Value.LastUse).Key);
        _entries.Add(key, new Entry(plan) { LastUse = ++_clock });
        return plan;
    }

    private readonly record struct Key(MaskScope Scope, int QueryTile, int KeyTile, ulong Version);

    private sealed record Tables(ulong Version, IntervalTable?[] Items);

    private sealed class Entry(TilePlan plan)
    {
        public TilePlan Plan { get; } = plan;

        public long LastUse { get; set; }
    }
}
