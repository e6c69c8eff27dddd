using KernelGen.Devices.Cpu;
using KernelGen.Planning;

namespace KernelGen.Devices.Ilgpu;

/// <summary>One call on an ILGPU accelerator: its arguments, checked, and what its launches and plans follow from.</summary>
public readonly struct IlgpuCall
{
    /// <summary>Up to this many query rows per head the keys are cut into shares; above it, query tiles fill a device.</summary>
    public const int LongestDecode = 4;

    // A share of fewer keys is not worth its part and its merge.
    private const int FewestKeysPerShare = 256;

    // Groups enough that every multiprocessor has several to switch between.
    private const int GroupsPerMultiprocessor = 4;

    private const long WidestLoad = 16;

    private readonly CompiledSpec _spec;
    private readonly MaskScope _scope;
    private readonly IlgpuLaunch _launch;

    private IlgpuCall(CompiledSpec spec, in AttentionShape shape, in MaskScope scope, in IlgpuLaunch launch)
    {
        _spec = spec;
        Shape = shape;
        _scope = scope;
        _launch = launch;
    }

    /// <summary>The sizes.</summary>
    public AttentionShape Shape { get; }

    /// <summary>Whether there is nothing to compute.</summary>
    public bool IsEmpty => Shape.Batch == 0 || Shape.QueryHeads == 0 || Shape.QueryLength == 0;

    /// <summary>Whether the decode kernel serves it.</summary>
    public bool IsDecode => IsDecodeShape(Shape);

    /// <summary>Whether the decode kernel serves a shape.</summary>
    internal static bool IsDecodeShape(in AttentionShape shape) => shape.QueryLength <= LongestDecode && shape.KeyLength > 0;

    /// <summary>Checks the arguments of a call. Lengths are those of the views; nothing has been written when it throws.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="strides">How the tensors lie; null means contiguous (B, H, N, D).</param>
    /// <param name="q">Elements of Q.</param>
    /// <param name="k">Elements of K.</param>
    /// <param name="v">Elements of V.</param>
    /// <param name="o">Elements of O.</param>
    /// <param name="lse">Elements of the log-sum-exp; -1 when it is not wanted.</param>
    /// <param name="data">The values of the spec's data parameters.</param>
    /// <exception cref="ArgumentException">An argument does not fit the spec or the others.</exception>
    public static IlgpuCall Create(
        CompiledSpec spec, AttentionShape shape, AttentionStrides? strides, long q, long k, long v, long o, long lse, CallData data)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var facts = spec.Facts;
        ArgumentChecks.Shape(shape, nameof(shape));
        strides ??= AttentionStrides.Bhnd(shape, facts.HeadDim, facts.ValueHeadDim);
        Reaches(q, strides.Query, (shape.Batch, shape.QueryHeads, shape.QueryLength, facts.HeadDim), nameof(q));
        Reaches(k, strides.Key, (shape.Batch, shape.KeyHeads, shape.KeyLength, facts.HeadDim), nameof(k));
        Reaches(v, strides.Value, (shape.Batch, shape.KeyHeads, shape.KeyLength, facts.ValueHeadDim), nameof(v));
        Reaches(o, strides.Output, (shape.Batch, shape.QueryHeads, shape.QueryLength, facts.ValueHeadDim), nameof(o));
        NotBroadcast(strides.Output, shape, nameof(o));
        if (lse >= 0)
            CheckLse(lse, strides.Lse, shape, nameof(lse));
        var offset = facts.ResolveOffset(shape);
        spec.Data?.Check(shape, offset, data);
        facts.LowRankBias?.Check(shape, data);
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, offset, 0, 0, 0, shape.QueryHeads) { Data = WithTables(spec, shape, data) };
        return new IlgpuCall(spec, shape, scope, Launch(shape, strides, offset, lse >= 0));
    }

    /// <summary>Checks that spans are as long as contiguous tensors of a shape are.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="q">Elements of Q.</param>
    /// <param name="k">Elements of K.</param>
    /// <param name="v">Elements of V.</param>
    /// <param name="o">Elements of O.</param>
    /// <param name="lse">Elements of the log-sum-exp; -1 when it is not wanted.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape.</exception>
    public static void RequireContiguous(CompiledSpec spec, AttentionShape shape, int q, int k, int v, int o, int lse)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentChecks.Spans(spec.Facts, shape, q, k, v, o);
        if (lse >= 0)
            ArgumentChecks.SpanLength(lse, ArgumentChecks.QueryRows(shape), nameof(lse), "B x Hq x Nq");
    }

    /// <summary>The same call with tensors at known addresses: kernels load 16 bytes at a time when all rows begin at multiples of 16.</summary>
    /// <param name="addresses">Where Q, K and V begin, or-ed: only the lowest bits matter.</param>
    public IlgpuCall WithAddresses(long addresses)
    {
        var (shape, launch) = (Shape, _launch);
        var queries = Steps((shape.Batch, launch.QueryBatchStride), (shape.QueryHeads, launch.QueryHeadStride), (shape.QueryLength, launch.QueryRowStride));
        var keys = Steps((shape.Batch, launch.KeyBatchStride), (shape.KeyHeads, launch.KeyHeadStride), (shape.KeyLength, launch.KeyRowStride));
        var values = Steps((shape.Batch, launch.ValueBatchStride), (shape.KeyHeads, launch.ValueHeadStride), (shape.KeyLength, launch.ValueRowStride));
        var bytes = _spec.Facts.Precision == Precision.Float32 ? sizeof(float) : sizeof(ushort);
        launch.IsAligned = ((addresses | ((queries | keys | values) * bytes)) & (WidestLoad - 1)) == 0 ? 1 : 0;
        return new IlgpuCall(_spec, shape, _scope, launch);
    }

    /// <summary>The launch of the prefill kernel, a group for each query tile, and how many groups that are.</summary>
    /// <param name="variant">The kernel.</param>
    /// <exception cref="ArgumentException">There are more groups than a grid has.</exception>
    public (IlgpuLaunch Launch, int Groups) Prefill(IlgpuVariant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var launch = _launch;
        launch.QueryTiles = Ceiling.Divide(Shape.QueryLength, variant.QueryTile);
        launch.Plans = Plans;
        return (launch, Groups(Shape, (long)launch.QueryTiles * Shape.Batch * Shape.QueryHeads));
    }

    /// <summary>The launch of the decode kernel, a group for each share of the keys; and its groups, and those of the merge kernel.</summary>
    /// <param name="variant">The kernel.</param>
    /// <param name="multiprocessors">Multiprocessors of the device.</param>
    /// <exception cref="ArgumentException">There are more groups than a grid has.</exception>
    public (IlgpuLaunch Launch, int Groups, int MergeGroups) Decode(IlgpuVariant variant, int multiprocessors)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var launch = _launch;
        launch.Plans = Plans;
        // Rows of one unit share a plan: those of all heads of the group, unless the heads see different keys.
        launch.UnitHeads = Dependence.OnQueryHead ? 1 : Shape.GroupSize;
        var rows = checked(launch.UnitHeads * Shape.QueryLength);
        launch.QueryTiles = Ceiling.Divide(rows, variant.QueryTile);
        var groups = (long)Shape.Batch * (Shape.QueryHeads / launch.UnitHeads) * launch.QueryTiles;
        var mostShares = Math.Max(1, Shape.KeyLength / FewestKeysPerShare);
        var wanted = ((long)GroupsPerMultiprocessor * multiprocessors + groups - 1) / groups;
        launch.Shares = (int)Math.Clamp(wanted, 1, mostShares);
        return (launch, Groups(Shape, groups * launch.Shares), Groups(Shape, (long)Shape.Batch * Shape.QueryHeads * Shape.QueryLength));
    }

    /// <summary>Which plan a kernel needs.</summary>
    /// <param name="variant">The kernel.</param>
    /// <param name="isDecode">Whether it is the decode kernel: its plan has all rows in one tile.</param>
    public IlgpuPlanKey PlanKey(IlgpuVariant variant, bool isDecode)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var tile = isDecode ? Shape.QueryLength : variant.QueryTile;
        return Plans == 1
            ? new IlgpuPlanKey(_scope with { Data = default }, 0, 0, 0, tile, variant.KeyTile, _scope.Data.Version)
            : new IlgpuPlanKey(_scope with { Data = default }, Shape.Batch, Shape.QueryHeads, Shape.KeyHeads, tile, variant.KeyTile, _scope.Data.Version);
    }

    /// <summary>The plan of a key, as kernels walk it.</summary>
    /// <param name="key">What <see cref="PlanKey"/> gave.</param>
    public int[] BuildPlan(in IlgpuPlanKey key)
    {
        var plans = new List<TilePlan>();
        for (var pair = 0; pair < Plans; pair++)
        {
            var (batch, head) = Math.DivRem(pair, Math.Max(1, Shape.QueryHeads));
            var scope = _scope with { Batch = batch, Head = head, KeyHead = head / Math.Max(1, Shape.GroupSize) };
            plans.Add(_spec.PlanFor(scope, key.QueryTile, key.KeyTile, Helpers.MostThreads));
        }
        return IlgpuPlan.Flatten(plans);
    }

    private PlanDependence Dependence => _spec.Classifier.DependenceOn(_scope.Data);

    private int Plans => Dependence is { OnBatch: false, OnHead: false, OnQueryHead: false } ? 1 : checked(Shape.Batch * Shape.QueryHeads);

    // The tables of tensors on the host are not handed back: the plan may be built at any time of the call, and they are small beside the
    // copy that brings the tensor to the device.
    private static CallData WithTables(CompiledSpec spec, in AttentionShape shape, in CallData data)
    {
        var isEmpty = shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0 || shape.KeyLength == 0;
        var truths = isEmpty ? null : TruthTables.Make(spec.Classifier.ReadsTensors, data, Environment.ProcessorCount);
        return data.WithVersionOf(spec.Classifier.ReadsData).WithTruths(truths);
    }

    private static void CheckLse(long given, TensorStrides? strides, in AttentionShape shape, string argument)
    {
        if (strides is not { } own)
        {
            ArgumentChecks.SpanLength(given, ArgumentChecks.QueryRows(shape), argument, "B x Hq x Nq");
            return;
        }
        Reaches(given, own, (shape.Batch, shape.QueryHeads, shape.QueryLength, 1), argument);
        NotBroadcast(own, shape, argument);
    }

    // The strides that are taken, or-ed.
    private static long Steps(params ReadOnlySpan<(int Size, long Stride)> dimensions)
    {
        var steps = 0L;
        foreach (var (size, stride) in dimensions)
            steps |= size > 1 ? stride : 0;
        return steps;
    }

    private static int Groups(in AttentionShape shape, long groups) => groups <= int.MaxValue
        ? (int)groups
        : throw new ArgumentException(
            FormattableString.Invariant($"shape is {shape}; its {groups} thread groups are more than the {int.MaxValue} of a grid."), nameof(shape));

    private static IlgpuLaunch Launch(in AttentionShape shape, AttentionStrides strides, int offset, bool writesLse)
    {
        var lse = strides.Lse ?? TensorStrides.Bhnd(shape.QueryHeads, shape.QueryLength, 1);
        return new()
        {
            QueryLength = shape.QueryLength,
            KeyLength = shape.KeyLength,
            QueryOffset = offset,
            QueryHeads = shape.QueryHeads,
            GroupSize = shape.GroupSize,
            WritesLse = writesLse ? 1 : 0,
            QueryBatchStride = strides.Query.Batch,
            QueryHeadStride = strides.Query.Head,
            QueryRowStride = strides.Query.Row,
            KeyBatchStride = strides.Key.Batch,
            KeyHeadStride = strides.Key.Head,
            KeyRowStride = strides.Key.Row,
            ValueBatchStride = strides.Value.Batch,
            ValueHeadStride = strides.Value.Head,
            ValueRowStride = strides.Value.Row,
            OutputBatchStride = strides.Output.Batch,
            OutputHeadStride = strides.Output.Head,
            OutputRowStride = strides.Output.Row,
            LseBatchStride = lse.Batch,
            LseHeadStride = lse.Head,
            LseRowStride = lse.Row,
        };
    }

    private static void Reaches(long given, in TensorStrides strides, (int Batch, int Heads, int Rows, int Columns) sizes, string argument)
    {
        if (strides.Batch < 0 || strides.Head < 0 || strides.Row < 0)
            throw new ArgumentException($"{argument} has {strides}; no stride may be negative.", argument);
        var extent = strides.Extent(sizes.Batch, sizes.Heads, sizes.Rows, sizes.Columns);
        if (given < extent)
            throw new ArgumentException($"{argument} has {given} elements; with {strides} the shape asks for at least {extent}.", argument);
    }

    // Two rows of the output in one place would overwrite each other. An empty tensor may have strides of 0: it has nothing to overwrite.
    private static void NotBroadcast(in TensorStrides strides, in AttentionShape shape, string argument)
    {
        if (shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0)
            return;
        if ((shape.Batch > 1 && strides.Batch == 0) || (shape.QueryHeads > 1 && strides.Head == 0) || (shape.QueryLength > 1 && strides.Row == 0))
            throw new ArgumentException($"{argument} has {strides}; an output cannot be broadcast.", argument);
    }
}
