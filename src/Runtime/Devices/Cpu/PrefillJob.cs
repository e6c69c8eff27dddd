using KernelGen.Planning;

namespace KernelGen.Devices.Cpu;

/// <summary>
/// Prefill: per key head, plans the heads that share it (where heads or sequences differ) and packs K and V, then computes their query
/// tiles. What prepares a key head comes amid the query tiles of the one before, so that nobody waits for it; a few packed heads exist at a
/// time, so memory does not grow with the number of heads.
/// </summary>
/// <typeparam name="T">Elements of Q, K and V.</typeparam>
/// <typeparam name="TOut">Elements of O.</typeparam>
internal sealed unsafe class PrefillJob<T, TOut> : TicketJob, IDisposable
    where T : unmanaged
    where TOut : unmanaged
{
    // Packing is cut so that one ticket packs about this many keys: long enough to be worth a ticket, short enough to share.
    private const int KeysPerPackTicket = 512;

    private static readonly IdleJobs<PrefillJob<T, TOut>> s_idle = new();

    private readonly NativeBuffer _packed = new();
    private readonly NativeBuffer _scratch = new();
    private int[] _readyTickets = [];
    private int[] _computedTickets = [];
    private CompiledSpec _spec = null!;
    private AttentionCall _call;
    private CpuKernel _kernel = null!;
    private CpuTile _tile = null!;
    private TilePlan? _sharedPlan;

    // The plans of a key head's query heads, or the one that they share; none where all heads share one.
    private TilePlan?[] _plans = [];
    private MaskScope _scope;
    private int _heads, _keyTiles, _queryTiles, _planTickets, _packTickets, _tilesPerPackTicket, _computeTickets, _ring;
    private long _keyFloats, _valueFloats, _headBytes, _scratchFloats;

    private PrefillJob()
    {
    }

    public static void Run(CompiledSpec spec, in AttentionCall call, CpuKernel kernel, in MaskScope scope, int threads)
    {
        var job = s_idle.Take() ?? new PrefillJob<T, TOut>();
        job.Start(spec, call, kernel, scope, threads);
        job.RunTickets(checked(job._heads * job.TicketsPerHead), threads);
    }

    private int PrepareTickets => _planTickets + _packTickets;

    private int TicketsPerHead => PrepareTickets + _computeTickets;

    // The first head is prepared; then, head by head, half of its query tiles, what prepares the next head, the other half.
    protected override void Execute(int ticket, int slot)
    {
        if (ticket < PrepareTickets)
        {
            Prepare(0, ticket, slot);
            return;
        }
        var (unit, index) = Math.DivRem(ticket - PrepareTickets, TicketsPerHead);
        var before = unit + 1 < _heads ? _computeTickets / 2 : _computeTickets;
        if (index < before)
            Compute(unit, index, Scratch(slot));
        else if (index < before + PrepareTickets)
            Prepare(unit + 1, index - before, slot);
        else
            Compute(unit, index - PrepareTickets, Scratch(slot));
    }

    public void Dispose()
    {
        _packed.Free();
        _scratch.Free();
    }

    protected override void Recycle()
    {
        _spec = null!;
        _kernel = null!;
        _sharedPlan = null;
        _plans.AsSpan().Clear();
        (_call, _scope) = (default, default);
        s_idle.Return(this);
    }

    private void Start(CompiledSpec spec, in AttentionCall call, CpuKernel kernel, in MaskScope scope, int threads)
    {
        var (shape, tile, facts) = (call.Shape, kernel.Tile, spec.Facts);
        (_spec, _call, _kernel, _tile, _scope) = (spec, call, kernel, tile, scope);
        var dependence = spec.Classifier.DependenceOn(scope.Data);
        _sharedPlan = dependence.OnHead || dependence.OnBatch ? null : spec.PlanFor(scope, tile.Query, tile.Key, threads);
        _keyTiles = Ceiling.Divide(shape.KeyLength, tile.Key);
        _queryTiles = Ceiling.Divide(shape.QueryLength, tile.Query);
        _tilesPerPackTicket = Math.Max(1, KeysPerPackTicket / tile.Key);
        _packTickets = Ceiling.Divide(_keyTiles, _tilesPerPackTicket);
        _computeTickets = checked(shape.GroupSize * _queryTiles);
        _planTickets = _sharedPlan is not null ? 0 : dependence.OnQueryHead ? shape.GroupSize : 1;
        _heads = checked(shape.Batch * shape.KeyHeads);
        var plans = checked(_heads * _planTickets);
        if (_plans.Length < plans)
            _plans = new TilePlan?[plans];
        threads = (int)Math.Min(threads, (long)_heads * TicketsPerHead);
        var paddedKeys = (long)_keyTiles * tile.Key;
        _keyFloats = paddedKeys * facts.DotDim;
        _valueFloats = paddedKeys * tile.PaddedValueDim;
        _headBytes = RoundUpToLine(sizeof(float) * (_keyFloats + _valueFloats) + _keyTiles);
        _ring = PackedRing.Places(_heads, threads, _computeTickets, _headBytes);
        _packed.Reserve(_headBytes * _ring);
        _scratchFloats = RoundUpToLine(Math.Max(tile.ScratchFloats, KeyPacker.StagingRows * facts.DotDim));
        _scratch.Reserve(_scratchFloats * sizeof(float) * threads);
        Reset(ref _readyTickets, _heads);
        Reset(ref _computedTickets, _heads);
    }

    private void Prepare(int unit, int index, int slot)
    {
        if (index < _planTickets)
            Plan(unit, index);
        else
            Pack(unit, index - _planTickets, Scratch(slot));
    }

    // Once for all query tiles: looked up by each of them, a plan that is new would be built by every thread at the same time.
    private void Plan(int unit, int member)
    {
        var (batch, keyHead) = Math.DivRem(unit, _call.Shape.KeyHeads);
        var scope = _scope with { Batch = batch, Head = keyHead * _call.Shape.GroupSize + member, KeyHead = keyHead };
        _plans[unit * _planTickets + member] = _spec.PlanFor(scope, _tile.Query, _tile.Key);
        Interlocked.Increment(ref _readyTickets[unit]);
    }

    private void Pack(int unit, int index, float* scratch)
    {
        if (unit >= _ring)
            WaitFor(ref _computedTickets[unit - _ring], _computeTickets);
        var (shape, facts) = (_call.Shape, _spec.Facts);
        var (batch, head) = Math.DivRem(unit, shape.KeyHeads);
        var keys = _call.Key.Head<T>(batch, head);
        var values = _call.Value.Head<T>(batch, head);
        var nonFinite = NonFinite(unit);
        var last = Math.Min(_keyTiles, (index + 1) * _tilesPerPackTicket);
        for (var t = index * _tilesPerPackTicket; t < last; t++)
        {
            long first = (long)t * _tile.Key;
            var count = (int)Math.Min(_tile.Key, shape.KeyLength - first);
            KeyPacker.Pack(
                keys + first * _call.Key.RowStride, _call.Key.RowStride, count, _tile.Key, facts.HeadDim, facts.DotDim, _tile.PanelKeys,
                PackedKeys(unit) + first * facts.DotDim, scratch);
            if (facts.LowRankBias is { } bias)
            {
                KeyPacker.Pack(
                    _call.KeyFactors.Head<float>(batch, head) + first * bias.Rank, bias.Rank, count, _tile.Key, bias.Rank, facts.DotDim,
                    _tile.PanelKeys, PackedKeys(unit) + first * facts.DotDim + facts.HeadDim * _tile.PanelKeys, scratch);
            }
            nonFinite[t] = (byte)(ValuePacker.Pack(
                values + first * _call.Value.RowStride, _call.Value.RowStride, count, _tile.Key, facts.ValueHeadDim, _tile.ValuePanels,
                PackedValues(unit) + first * _tile.PaddedValueDim) ? 1 : 0);
        }
        Interlocked.Increment(ref _readyTickets[unit]);
    }

    private void Compute(int unit, int index, float* scratch)
    {
        WaitFor(ref _readyTickets[unit], PrepareTickets);
        var shape = _call.Shape;
        var (batch, keyHead) = Math.DivRem(unit, shape.KeyHeads);
        var (order, member) = Math.DivRem(index, shape.GroupSize);
        var head = keyHead * shape.GroupSize + member;
        var scope = _scope with { Batch = batch, Head = head, KeyHead = keyHead };
        var plan = _sharedPlan ?? _plans[unit * _planTickets + Math.Min(member, _planTickets - 1)]!;
        var queryTile = plan.LongestFirst[order];
        var runs = plan.RunsPointer(queryTile, out var runCount);
        var row = queryTile * _tile.Query;
        var work = new PrefillTile
        {
            Query = _call.Query.Head<T>(batch, head) + row * _call.Query.RowStride,
            QueryRowStride = _call.Query.RowStride,
            QueryFactors = _call.QueryFactors.Head<float>(batch, head) + row * _call.QueryFactors.RowStride,
            Rows = Math.Min(_tile.Query, shape.QueryLength - row),
            Position = _call.QueryOffset + row,
            Keys = PackedKeys(unit),
            Values = PackedValues(unit),
            NonFinite = NonFinite(unit),
            Runs = runs,
            RunCount = runCount,
            Output = _call.Output.Head<TOut>(batch, head) + row * _call.Output.RowStride,
            OutputRowStride = _call.Output.RowStride,
            Lse = _call.Lse.Data is null ? null : _call.Lse.Head<float>(batch, head) + row * _call.Lse.RowStride,
            LseStride = _call.Lse.RowStride,
            Scratch = scratch,
            Scope = scope,
        };
        _kernel.Prefill(in work);
        GC.KeepAlive(plan); // the runs are read through a pointer
        Interlocked.Increment(ref _computedTickets[unit]);
    }

    private float* Scratch(int slot) => (float*)_scratch.Address + slot * _scratchFloats;

    // A packed key head: all key tiles, then all value tiles, then one byte per tile.
    private float* PackedKeys(int unit) => (float*)((byte*)_packed.Address + unit % _ring * _headBytes);

    private float* PackedValues(int unit) => PackedKeys(unit) + _keyFloats;

    private byte* NonFinite(int unit) => (byte*)(PackedValues(unit) + _valueFloats);

    private static long RoundUpToLine(long value) => (value + 63) / 64 * 64;
}
