using KernelGen.Devices.Cpu;
using KernelGen.Planning;
using KernelGen.Selection;

namespace KernelGen.Devices.Gpu;

/// <summary>One call on a GPU, through ILGPU or CUDA: its arguments, checked, and what its launches and plans follow from.</summary>
public readonly struct GpuCall
{
    /// <summary>Up to this many query rows per head the keys are cut into shares; above it, query tiles fill a device.</summary>
    public const int LongestDecode = DecodeShapes.MostRows;

    // A share of fewer keys is not worth its part and its merge.
    private const int FewestKeysPerShare = 256;

    // Groups enough that every multiprocessor has several to switch between.
    private const int GroupsPerMultiprocessor = 4;

    private const long WidestLoad = 16;

    private readonly CompiledSpec _spec;
    private readonly MaskScope _scope;
    private readonly GpuLaunch _launch;

    private GpuCall(CompiledSpec spec, in AttentionShape shape, in MaskScope scope, in GpuLaunch launch)
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
    public bool IsDecode => DecodeShapes.Contains(Shape);

    /// <summary>The sizes and strides, without what follows from a variant.</summary>
    internal GpuLaunch Launch => _launch;

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
    public static GpuCall Create(
        CompiledSpec spec, AttentionShape shape, AttentionStrides? strides, long q, long k, long v, long o, long lse, CallData data)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var facts = spec.Facts;
        ArgumentChecks.Shape(shape, nameof(shape));
        GpuChecks.Counts(shape, nameof(shape));
        var offset = facts.ResolveOffset(shape);
        var launch = NewLaunch(shape, offset, lse >= 0);
        if (strides is null)
            launch.SetContiguous(shape, facts.HeadDim, facts.ValueHeadDim);
        else
            launch.Set(shape, strides);
        GpuChecks.Reaches(q, launch.Query, (shape.Batch, shape.QueryHeads, shape.QueryLength, facts.HeadDim), nameof(q));
        GpuChecks.Reaches(k, launch.Key, (shape.Batch, shape.KeyHeads, shape.KeyLength, facts.HeadDim), nameof(k));
        GpuChecks.Reaches(v, launch.Value, (shape.Batch, shape.KeyHeads, shape.KeyLength, facts.ValueHeadDim), nameof(v));
        GpuChecks.Reaches(o, launch.Output, (shape.Batch, shape.QueryHeads, shape.QueryLength, facts.ValueHeadDim), nameof(o));
        GpuChecks.NotOverlapping(launch.Output, shape, facts.ValueHeadDim, nameof(o));
        if (lse >= 0)
            GpuChecks.Lse(lse, strides?.Lse, shape, nameof(lse));
        spec.Data?.Check(shape, offset, data);
        facts.LowRankBias?.Check(shape, data);
        var truths = Truths(spec, shape, data);
        var seen = WithVersion(spec, data, truths).WithoutTruths();
        truths?.Return();
        var scope = new MaskScope(shape.QueryLength, shape.KeyLength, offset, 0, 0, 0, shape.QueryHeads) { Data = seen };
        return new GpuCall(spec, shape, scope, launch);
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
    public GpuCall WithAddresses(long addresses)
    {
        var (shape, launch) = (Shape, _launch);
        var queries = Steps((shape.Batch, launch.QueryBatchStride), (shape.QueryHeads, launch.QueryHeadStride), (shape.QueryLength, launch.QueryRowStride));
        var keys = Steps((shape.Batch, launch.KeyBatchStride), (shape.KeyHeads, launch.KeyHeadStride), (shape.KeyLength, launch.KeyRowStride));
        var values = Steps((shape.Batch, launch.ValueBatchStride), (shape.KeyHeads, launch.ValueHeadStride), (shape.KeyLength, launch.ValueRowStride));
        launch.IsAligned = ((addresses | ((queries | keys | values) * _spec.Facts.ElementBytes)) & (WidestLoad - 1)) == 0 ? 1 : 0;
        return new GpuCall(_spec, shape, _scope, launch);
    }

    /// <summary>The launch of the prefill kernel, a group for each query tile, and how many groups that are.</summary>
    /// <param name="variant">The kernel.</param>
    /// <exception cref="ArgumentException">There are more groups than a grid has.</exception>
    public (GpuLaunch Launch, int Groups) Prefill(GpuVariant variant)
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
    public (GpuLaunch Launch, int Groups, int MergeGroups) Decode(GpuVariant variant, int multiprocessors)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var launch = _launch;
        launch.Plans = Plans;
        // Rows of one unit share a plan: those of all heads of the group, unless the heads see different keys.
        launch.UnitHeads = Dependence.OnQueryHead ? 1 : Shape.GroupSize;
        var rows = launch.UnitHeads * Shape.QueryLength;
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
    public GpuPlanKey PlanKey(GpuVariant variant, bool isDecode)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var tile = isDecode ? Shape.QueryLength : variant.QueryTile;
        return Plans == 1
            ? new GpuPlanKey(_scope with { Data = default }, 0, 0, 0, tile, variant.KeyTile, _scope.Data.Version)
            : new GpuPlanKey(_scope with { Data = default }, Shape.Batch, Shape.QueryHeads, Shape.KeyHeads, tile, variant.KeyTile, _scope.Data.Version);
    }

    /// <summary>The plan of a key, as kernels walk it.</summary>
    /// <param name="key">What <see cref="PlanKey"/> gave.</param>
    public int[] BuildPlan(in GpuPlanKey key)
    {
        // Made once more, for plans are rarely built: kept from the key's on, they would be in use for as long as a call has the launch in hand.
        var truths = Truths(_spec, Shape, _scope.Data);
        try
        {
            var data = WithVersion(_spec, _scope.Data, truths);
            var plans = new List<TilePlan>();
            for (var pair = 0; pair < Plans; pair++)
            {
                var (batch, head) = Math.DivRem(pair, Math.Max(1, Shape.QueryHeads));
                var scope = _scope with { Batch = batch, Head = head, KeyHead = head / Math.Max(1, Shape.GroupSize), Data = data };
                plans.Add(_spec.PlanFor(scope, key.QueryTile, key.KeyTile, Helpers.MostThreads));
            }
            return GpuPlan.Flatten(plans);
        }
        finally
        {
            truths?.Return();
        }
    }

    private PlanDependence Dependence => _spec.Classifier.DependenceOn(_scope.Data);

    private int Plans => Dependence is { OnBatch: false, OnHead: false, OnQueryHead: false } ? 1 : Shape.Batch * Shape.QueryHeads;

    private static TruthTables? Truths(CompiledSpec spec, in AttentionShape shape, in CallData data)
    {
        var isEmpty = shape.Batch == 0 || shape.QueryHeads == 0 || shape.QueryLength == 0 || shape.KeyLength == 0;
        return isEmpty ? null : TruthTables.Make(spec.Classifier.ReadsTensors, data, Environment.ProcessorCount);
    }

    private static CallData WithVersion(CompiledSpec spec, in CallData data, TruthTables? truths)
        => data.WithVersionOf(spec.Classifier.ReadsData).WithTruths(truths);

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

    private static GpuLaunch NewLaunch(in AttentionShape shape, int offset, bool writesLse) => new()
    {
        QueryLength = shape.QueryLength,
        KeyLength = shape.KeyLength,
        QueryOffset = offset,
        QueryHeads = shape.QueryHeads,
        GroupSize = shape.GroupSize,
        WritesLse = writesLse ? 1 : 0,
    };
}
