using KernelGen.Devices.Gpu;
using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// The kernels of a spec on one device: modules from their first use on, plans as long as there is room. All of it lives in the device's
/// context and goes with it. Thread-safe: launches of one spec on one device are put into their streams one at a time, so that no plan makes room
/// before it is used.
/// </summary>
internal sealed class CudaDeviceKernels
{
    /// <summary>
    /// Blocks of a grid along its second and third dimension (CUDA C++ Programming Guide, "Technical Specifications per Compute Capability").
    /// </summary>
    public const int MostRowsOfGrid = 65535;

    private readonly Lock _gate = new();
    private readonly CudaKernels _kernels;
    private readonly CudaDevice _device;
    private readonly GpuPlans<DeviceBuffer<int>> _plans = new();
    private readonly Dictionary<CudaVariant, Loaded> _loaded = [];
    private (Loaded Decode, Loaded Merge)? _decode;

    /// <param name="kernels">The kernels; at least one.</param>
    /// <param name="device">The device.</param>
    public CudaDeviceKernels(CudaKernels kernels, CudaDevice device)
    {
        _kernels = kernels;
        _device = device;
        Selector = new CudaSelector(kernels, device.Facts, device.Key, TuningDatabaseReader.OpenDefault);
    }

    /// <summary>Picks the kernel of a call.</summary>
    public CudaSelector Selector { get; }

    /// <summary>Whether a grid with a dimension for the heads and one for the sequences has room for a shape; decoding has a grid of one dimension.</summary>
    public static bool FitsGrid(in AttentionShape shape)
        => DecodeShapes.Contains(shape) || (shape.QueryHeads <= MostRowsOfGrid && shape.Batch <= MostRowsOfGrid);

    /// <summary>Puts a call into a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="scratch">Its memory, locked.</param>
    /// <param name="call">The call, which is not empty.</param>
    /// <param name="variant">Its kernel; null for decoding.</param>
    /// <param name="values">Addresses and data.</param>
    public void Launch(CudaStream stream, CudaScratch scratch, in GpuCall call, CudaVariant? variant, ref CudaValues values)
    {
        lock (_gate)
        {
            if (variant is null)
                Decode(stream, scratch, call, ref values);
            else
                Prefill(stream, call, variant, ref values);
        }
    }

    /// <summary>Has the driver compile a kernel, which else its first launch does.</summary>
    /// <exception cref="CudaException">The driver or the device is too old for it, or the driver cannot compile it.</exception>
    public void Load(CudaVariant variant)
    {
        lock (_gate)
            Kernel(variant);
    }

    private void Prefill(CudaStream stream, in GpuCall call, CudaVariant variant, ref CudaValues values)
    {
        var (shape, facts) = (call.Shape, _kernels.Spec.Facts);
        (values.Launch, var tiles) = call.Prefill(variant);
        var grid = variant.IsPersistent ? new CudaGrid(Math.Min(tiles, _device.Multiprocessors)) : Grid(shape, values.Launch.QueryTiles);
        values.SectionHeads = SectionHeads(shape, facts);
        var kernel = Kernel(variant);
        using var plan = Plan(stream, call, call.PlanKey(variant, isDecode: false)).Lease();
        values.Plan = (ulong)plan.Value;
        if (variant.NeedsTensorMaps)
            CudaMaps.Make(_device, facts, shape, variant, ref values);
        kernel.Launch(stream, grid, values);
    }

    private void Decode(CudaStream stream, CudaScratch scratch, in GpuCall call, ref CudaValues values)
    {
        var kernels = _kernels.Decode!;
        (values.Launch, var blocks, var merges) = call.Decode(kernels.Variant, _device.Multiprocessors);
        var (decode, merge) = _decode ??= LoadDecode(kernels);
        using var plan = Plan(stream, call, call.PlanKey(kernels.Variant, isDecode: true)).Lease();
        using var parts = scratch.Parts(_device, (long)blocks * kernels.PartFloats * sizeof(float)).Lease();
        values.Plan = (ulong)plan.Value;
        values.Parts = (ulong)parts.Value;
        decode.Launch(stream, new CudaGrid(blocks), values);
        merge.Launch(stream, new CudaGrid(merges), values);
    }

    private Loaded Kernel(CudaVariant variant)
    {
        if (!_loaded.TryGetValue(variant, out var kernel))
            _loaded.Add(variant, kernel = Load(LoadModule(variant), variant));
        return kernel;
    }

    private (Loaded Decode, Loaded Merge) LoadDecode(CudaDecodeKernels kernels)
    {
        var module = LoadModule(kernels.Variant);
        var merge = new Loaded(
            module.Function(kernels.MergeEntry), new CudaSignature(kernels.MergeParameters, _kernels.Spec.Data, kernels.MergeEntry), kernels.MergeThreads, 0);
        return (Load(module, kernels.Variant), merge);
    }

    private CudaModule LoadModule(CudaVariant variant) => CudaModule.Load(_device, variant.Text(), _kernels.Spec.Facts.Name);

    private Loaded Load(CudaModule module, CudaVariant variant)
    {
        var function = module.Function(variant.Entry);
        variant.RequireRegisters(function);
        return new Loaded(function, new CudaSignature(variant.Parameters, _kernels.Spec.Data, variant.Id), variant.Threads, variant.SharedBytes);
    }

    private DeviceBuffer<int> Plan(CudaStream stream, in GpuCall call, in GpuPlanKey key)
    {
        if (_plans.Find(key) is { } found)
            return found;
        var plan = call.BuildPlan(key);
        var buffer = _device.Allocate<int>(plan.Length);
        // Returns when the plan is there: other streams may use it next.
        buffer.CopyFrom(plan, stream);
        return _plans.Keep(key, buffer, buffer.Bytes);
    }

    // Heads that share keys and values come one after the other; so many at a time that what they read stays in the cache of all.
    private int SectionHeads(in AttentionShape shape, SpecFacts facts)
    {
        var bytes = (long)shape.KeyLength * (facts.HeadDim + facts.ValueHeadDim) * facts.ElementBytes;
        var keyHeads = _device.Facts.L2CacheBytes / Math.Max(1, bytes);
        return (int)Math.Clamp(keyHeads * shape.GroupSize, 1, (long)shape.Batch * shape.QueryHeads);
    }

    private static CudaGrid Grid(in AttentionShape shape, int queryTiles)
    {
        RequireRows(shape, shape.QueryHeads, "query heads");
        RequireRows(shape, shape.Batch, "sequences");
        return new CudaGrid(queryTiles, shape.QueryHeads, shape.Batch);
    }

    private static void RequireRows(in AttentionShape shape, int count, string what)
    {
        if (count > MostRowsOfGrid)
            throw new ArgumentException(FormattableString.Invariant($"shape is {shape}; a CUDA grid has at most {MostRowsOfGrid} {what}, not {count}."), nameof(shape));
    }

    // A kernel that can be launched.
    private sealed class Loaded(CudaFunction function, CudaSignature signature, int threads, int sharedBytes)
    {
        public void Launch(CudaStream stream, CudaGrid grid, in CudaValues values)
        {
            var arguments = default(CudaArguments);
            signature.Write(values, ref arguments);
            function.Launch(stream, grid, threads, sharedBytes, ref arguments);
        }
    }
}
