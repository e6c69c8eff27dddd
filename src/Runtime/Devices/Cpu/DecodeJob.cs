using KernelGen.Planning;

namespace KernelGen.Devices.Cpu;

/// <summary>
/// Decode: few query rows per head. The rows of the heads that share a key head are computed together, and the key tiles are cut into
/// shares so that all threads work even for one sequence. The cut depends on the shape alone; the shares are merged in order by whoever
/// finishes last, so the result does not depend on the threads. Where heads or sequences differ, their plans are the first tickets.
/// </summary>
/// <typeparam name="T">Elements of Q, K and V.</typeparam>
/// <typeparam name="TOut">Elements of O.</typeparam>
internal sealed unsafe class DecodeJob<T, TOut> : TicketJob, IDisposable
    where T : unmanaged
    where TOut : unmanaged
{
    /// <summary>Rows that a kernel takes at once, <c>CpuDecodeLayout.MostRows</c> of the emitter.</summary>
    private const int MostRows = 64;

    // Maxima are written in whole vectors, sixteen floats at most.
    private const int RowStep = 16;

    // A share of fewer keys is not worth its ticket and its merge.
    private const int FewestKeysPerShare = 512;

    // Shares enough to spread one sequence over many cores.
    private const int WantedShares = 256;

    private static readonly IdleJobs<DecodeJob<T, TOut>> s_idle = new();

    private readonly NativeBuffer _parts = new();
    private readonly NativeBuffer _scratch = new();
    private int[] _finishedShares = [];
    private int[] _planned = [];
    private CompiledSpec _spec = null!;
    private AttentionCall _call;
    private CpuKernel _kernel = null!;
    private CpuTile _tile = null!;
    private TilePlan? _sharedPlan;

    // The plans that differ, sequence by sequence; none where all heads share one.
    private TilePlan?[] _plans = [];
    private PlanDependence _dependence;
    private MaskScope _scope;
    private int _planHeads, _planTickets, _unitHeads, _groupRows, _chunks, _shares, _tickets, _partRows, _paddedValueDim;
    private long _partFloats, _scratchFloats;

    private DecodeJob()
    {
    }

    public static void Run(CompiledSpec spec, in AttentionCall call, CpuKernel kernel, in MaskScope scope, int threads)
    {
        var job = s_idle.Take() ?? new DecodeJob<T, TOut>();
        job.Prepare(spec, call, kernel, scope, threads);
        job.RunTickets(job._tickets, threads);
    }

    protected override void Execute(int ticket, int slot)
    {
        if (ticket < _planTickets)
        {
            MakePlan(ticket);
            return;
        }
        var (unit, share) = Math.DivRem(ticket - _planTickets, _shares);
        Compute(unit, share, (float*)_scratch.Address + slot * _scratchFloats);
        if (Interlocked.Increment(ref _finishedShares[unit]) == _shares)
            Merge(unit);
    }

    // At the end of a share the kernel asks for the keys that follow, so a thread goes on with them. Half of what would be fair: a thread that
    // is slow, or joined late, leaves the rest to the others.
    protected override int RunLength(int ticket, int share) => ticket < _planTickets ? 1 : share / 2;

    public void Dispose()
    {
        _parts.Free();
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

    private void Prepare(CompiledSpec spec, in AttentionCall call, CpuKernel kernel, in MaskScope scope, int threads)
    {
        var (shape, tile) = (call.Shape, kernel.Tile);
        (_spec, _call, _kernel, _tile, _scope) = (spec, call, kernel, tile, scope);
        var dependence = _dependence = spec.Classifier.DependenceOn(scope.Data);
        _sharedPlan = dependence.OnHead || dependence.OnBatch ? null : Plan(scope);
        _planHeads = dependence.OnQueryHead ? shape.QueryHeads : dependence.OnHead ? shape.KeyHeads : 1;
        _planTickets = _sharedPlan is not null ? 0 : checked((dependence.OnBatch ? shape.Batch : 1) * _planHeads);
        if (_plans.Length < _planTickets)
            _plans = new TilePlan?[_planTickets];
        Reset(ref _planned, _planTickets);
        // Rows of one unit share a plan: those of all heads of the group, unless the heads see different keys.
        _unitHeads = dependence.OnQueryHead ? 1 : shape.GroupSize;
        _groupRows = checked(_unitHeads * shape.QueryLength);
        _chunks = Ceiling.Divide(_groupRows, MostRows);
        var units = checked(shape.Batch * (shape.QueryHeads / _unitHeads) * _chunks);
        var mostShares = Math.Max(1, shape.KeyLength / FewestKeysPerShare);
        _shares = Math.Clamp(WantedShares / units, 1, mostShares);
        _tickets = checked(_planTickets + _shares * units);
        threads = Math.Min(threads, _tickets);

        _paddedValueDim = tile.PaddedValueDim;
        _partRows = Ceiling.Divide(Math.Min(MostRows, _groupRows), RowStep) * RowStep;
        _partFloats = _partRows * (_paddedValueDim + 2L);
        _parts.Reserve(_partFloats * sizeof(float) * units * _shares);
        var runFloats = 2L * Ceiling.Divide(shape.KeyLength, tile.Key);
        _scratchFloats = (tile.DecodeScratchFloats + runFloats + 15) / 16 * 16;
        _scratch.Reserve(_scratchFloats * sizeof(float) * threads);
        Reset(ref _finishedShares, units);
    }

    private void Compute(int unit, int share, float* scratch)
    {
        var shape = _call.Shape;
        var (batch, head, chunk) = Place(unit);
        var keyHead = head / shape.GroupSize;
        var scope = _scope with { Batch = batch, Head = head, KeyHead = keyHead };
        var runs = (TileRun*)(scratch + _tile.DecodeScratchFloats);
        var output = PartOutput(unit, share);
        var firstRow = chunk * MostRows;
        var work = new DecodeSplit
        {
            Query = _call.Query.Head<T>(batch, head),
            QueryHeadStride = _call.Query.HeadStride,
            QueryRowStride = _call.Query.RowStride,
            QueryFactors = _call.QueryFactors.Head<float>(batch, head),
            QueryFactorHeadStride = _call.QueryFactors.HeadStride,
            KeyFactors = _call.KeyFactors.Head<float>(batch, keyHead),
            RowsPerHead = shape.QueryLength,
            FirstRow = firstRow,
            Rows = Math.Min(MostRows, _groupRows - firstRow),
            Position = _call.QueryOffset,
            Keys = _call.Key.Head<T>(batch, keyHead),
            KeyRowStride = _call.Key.RowStride,
            Values = _call.Value.Head<T>(batch, keyHead),
            ValueRowStride = _call.Value.RowStride,
            Runs = runs,
            RunCount = CutShare((_sharedPlan ?? PlanOf(batch, head)).Runs(0), share, runs),
            IsFirstShare = share == 0,
            Output = output,
            Maxima = PartMaxima(output),
            Sums = PartSums(output),
            Scratch = scratch,
            Scope = scope,
        };
        _kernel.Decode(in work);
    }

    // The sequence, the first query head and the part of its rows that a unit has.
    private (int Batch, int Head, int Chunk) Place(int unit)
    {
        var (group, chunk) = Math.DivRem(unit, _chunks);
        var (batch, index) = Math.DivRem(group, _call.Shape.QueryHeads / _unitHeads);
        return (batch, index * _unitHeads, chunk);
    }

    // Once for all shares: looked up by each of them, a plan that is new, as in every step of a text, would be built by every thread at the same time.
    private void MakePlan(int index)
    {
        var (batch, planHead) = Math.DivRem(index, _planHeads);
        var head = _dependence.OnQueryHead ? planHead : planHead * _call.Shape.GroupSize;
        _plans[index] = Plan(_scope with { Batch = batch, Head = head, KeyHead = head / _call.Shape.GroupSize });
        Interlocked.Increment(ref _planned[index]);
    }

    private TilePlan PlanOf(int batch, int head)
    {
        var planHead = _dependence.OnQueryHead ? head : _dependence.OnHead ? head / _call.Shape.GroupSize : 0;
        var index = (_dependence.OnBatch ? batch : 0) * _planHeads + planHead;
        WaitFor(ref _planned[index], 1);
        return _plans[index]!;
    }

    private TilePlan Plan(in MaskScope scope) => _spec.PlanFor(scope, scope.QueryLength, _tile.Key);

    // The share's part of the runs, counted in tiles that are kept.
    private int CutShare(ReadOnlySpan<TileRun> runs, int share, TileRun* target)
    {
        var kept = 0L;
        foreach (var run in runs)
            kept += run.Count;
        var (from, to) = (kept * share / _shares, kept * (share + 1) / _shares);
        var (count, position) = (0, 0L);
        foreach (var run in runs)
        {
            var start = Math.Max(from, position);
            var end = Math.Min(to, position + run.Count);
            if (start < end)
                target[count++] = new TileRun((int)(run.Start + start - position), (int)(end - start), run.IsFull);
            position += run.Count;
        }
        return count;
    }

    private void Merge(int unit)
    {
        var shape = _call.Shape;
        var (batch, firstHead, chunk) = Place(unit);
        var firstRow = chunk * MostRows;
        var rows = Math.Min(MostRows, _groupRows - firstRow);
        var output = PartOutput(unit, 0);
        for (var r = 0; r < rows; r++)
        {
            var (member, row) = Math.DivRem(firstRow + r, shape.QueryLength);
            var head = firstHead + member;
            var (maximum, sum) = DecodeMerge.Row(
                output + r * _paddedValueDim, PartMaxima(output) + r, PartSums(output) + r, _shares, _partFloats, _spec.Facts.ValueHeadDim);
            var target = _call.Output.Head<TOut>(batch, head) + row * _call.Output.RowStride;
            Rows.Store(output + r * _paddedValueDim, target, _spec.Facts.ValueHeadDim, sum == 0 ? 0 : 1 / sum);
            if (_call.Lse.Data is not null)
                _call.Lse.Head<float>(batch, head)[row * _call.Lse.RowStride] = Rows.LogSumExp(maximum, sum);
        }
    }

    // A part: the unnormalised output of as many rows as the largest chunk has, their maxima, their sums.
    private float* PartOutput(int unit, int share) => (float*)_parts.Address + ((long)unit * _shares + share) * _partFloats;

    private float* PartMaxima(float* output) => output + _partRows * _paddedValueDim;

    private float* PartSums(float* output) => output + _partRows * (_paddedValueDim + 1);
}
