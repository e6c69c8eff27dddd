namespace KernelGen.Planning;

/// <summary>
/// The plans of one mask by shape, tile and the content of the data that it reads; thread-safe, and bounded in number and in bytes: the plan
/// that was used longest ago makes room, at a cost that does not grow with the number of plans. So a mask whose blocks are chosen anew for every
/// call passes through without growing the cache or slowing it down. Finding a plan allocates nothing.
/// </summary>
/// <param name="classifier">The mask over rectangles.</param>
/// <param name="capacity">
/// Plans to keep; 0, the default, means 64; where each head or sequence has plans of its own, 1,024, or those of two calls if that is more.
/// </param>
public sealed class PlanCache(TileClassifier classifier, int capacity = 0)
{
    // One call with 32 heads and 8 sequences walks 256 plans in a circle; fewer places than that would never hit. So they grow with the calls.
    private const int SharedPlans = 64;
    private const int PlansPerHead = 1024;
    private const int CallsToKeep = 2;

    // A plan of many small tiles can be large; so many bytes of plans are kept, but always the last one.
    private const long MostBytes = 64 << 20;

    private long _capacity = capacity > 0 ? capacity : classifier.DependsOnHead || classifier.DependsOnBatch ? PlansPerHead : SharedPlans;

    private readonly Dictionary<Key, LinkedListNode<Entry>> _entries = [];

    // The same entries, the one that was used last in front.
    private readonly LinkedList<Entry> _byUse = new();
    private readonly Lock _lock = new();
    private readonly Lock _tablesLock = new();

    // The block minima and maxima of the data that the last plan was built for; other heads' plans need the same ones.
    private volatile Tables? _tables;
    private long _bytes;

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
    /// <param name="threads">How many threads may take part in building a long plan, at least 1.</param>
    public TilePlan Get(in MaskScope scope, int queryTile, int keyTile, int threads = 1)
    {
        var dependence = classifier.DependenceOn(scope.Data);
        var relevant = scope with
        {
            Batch = dependence.OnBatch ? scope.Batch : 0,
            Head = dependence.OnQueryHead ? scope.Head : 0,
            KeyHead = dependence.OnHead ? scope.KeyHead : 0,
        };
        // The version stands for the data, whose addresses are those of this call.
        var key = new Key(relevant with { Data = default }, queryTile, keyTile, scope.Data.Version);
        lock (_lock)
        {
            if (Find(key) is { } found)
                return found;
        }
        // Built outside the lock: other shapes need not wait. Two threads may build the same plan; the first to finish is kept.
        var built = TilePlan.Build(classifier, WithTables(relevant), queryTile, keyTile, threads);
        lock (_lock)
        {
            if (capacity == 0 && (dependence.OnHead || dependence.OnBatch))
                _capacity = Math.Max(_capacity, CallsToKeep * PlansUpTo(scope));
            return Find(key) ?? Keep(key, built);
        }
    }

    // A call asks sequence by sequence: its last one says how many there are.
    private static long PlansUpTo(in MaskScope scope) => (scope.Batch + 1L) * Math.Max(1, scope.QueryHeads);

    private MaskScope WithTables(in MaskScope scope)
    {
        if (classifier.ReadsData.IsEmpty)
            return scope;
        return scope with { Data = scope.Data.WithTables(TablesOf(scope.Data).Items) };
    }

    private Tables TablesOf(in CallData data)
    {
        if (_tables is { } known && known.Version == data.Version)
            return known;
        // The threads of a call all need the same ones: the first makes them, the others wait for no longer than making them again would take.
        lock (_tablesLock)
        {
            if (_tables is { } made && made.Version == data.Version)
                return made;
            var items = new IntervalTable?[data.Count];
            foreach (var parameter in classifier.ReadsData)
                items[parameter] = IntervalTable.Of(data[parameter]);
            return _tables = new Tables(data.Version, items);
        }
    }

    private TilePlan? Find(in Key key)
    {
        if (!_entries.TryGetValue(key, out var entry))
            return null;
        if (entry != _byUse.First)
        {
            _byUse.Remove(entry);
            _byUse.AddFirst(entry);
        }
        return entry.Value.Plan;
    }

    private TilePlan Keep(in Key key, TilePlan plan)
    {
        while (_byUse.Last is { Value: var oldest } && (_entries.Count >= _capacity || _bytes + plan.Bytes > MostBytes))
        {
            _byUse.RemoveLast();
            _entries.Remove(oldest.Key);
            _bytes -= oldest.Plan.Bytes;
        }
        _entries.Add(key, _byUse.AddFirst(new Entry(key, plan)));
        _bytes += plan.Bytes;
        return plan;
    }

    private readonly record struct Key(MaskScope Scope, int QueryTile, int KeyTile, ulong Version);

    private sealed record Tables(ulong Version, IntervalTable?[] Items);

    private readonly record struct Entry(Key Key, TilePlan Plan);
}
