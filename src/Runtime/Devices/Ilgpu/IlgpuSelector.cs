using KernelGen.Devices.Gpu;
using KernelGen.Selection;
using KernelGen.Selection.Layers;
using KernelGen.Tuning;

namespace KernelGen.Devices.Ilgpu;

/// <summary>
/// Picks one of a spec's ILGPU kernels for a call on one accelerator: the layers of the CPU's selection, asked about those variants only that
/// the accelerator can run, and where the spec has kernels in PTX too, those of <c>cuda.*</c> on CUDA devices before ILGPU's. Thread-safe;
/// after the first call of a shape bucket a selection costs one look-up.
/// </summary>
public sealed class IlgpuSelector
{
    /// <summary>What <see cref="Select"/> answers when the decode kernel serves a call.</summary>
    public const int DecodeKernel = GpuSelector<IlgpuVariant>.DecodeKernel;

    private const string Advice = " `kernelgen tune --target ilgpu` measures instead.";

    private const string HintForCpu = " ILGPU's CPU device has 16 threads by default: build the context with CPU(new CPUDevice(32, 8, 1)) for 256.";

    private readonly GpuSelector<IlgpuVariant> _selector;
    private readonly IlgpuFamilies? _families;

    /// <summary>A selector over the emitted variants, the emitted choices and the user's tuning database.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="variants">Its kernels, the preferred ones first; at least one.</param>
    /// <param name="decode">Its kernel for a few query rows; null when there is none.</param>
    /// <param name="choices">Tuned choices that were in tuning-db/ when the assembly was built.</param>
    /// <param name="device">The accelerator.</param>
    /// <param name="cuda">The spec's PTX kernels there; null when it has none.</param>
    public IlgpuSelector(
        CompiledSpec spec, IReadOnlyList<IlgpuVariant> variants, IlgpuVariant? decode, IReadOnlyList<TunedChoice> choices, IlgpuDevice device,
        IlgpuCudaKernels? cuda = null)
        : this(Facts(spec), variants, decode, choices, device, TuningDatabaseReader.OpenDefault, cuda)
    {
    }

    /// <summary>The same over a given database.</summary>
    internal IlgpuSelector(
        SpecFacts facts, IReadOnlyList<IlgpuVariant> variants, IlgpuVariant? decode, IReadOnlyList<TunedChoice> choices, IlgpuDevice device,
        Func<TuningDatabaseReader?> open, IlgpuCudaKernels? cuda = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        Cuda = cuda;
        var analytic = new GpuAnalyticLayer<IlgpuVariant>(
            facts, device.Name, Advice, (variant, bucket) => IlgpuCostModel.Cost(variant, bucket, device));
        _selector = new GpuSelector<IlgpuVariant>(
            facts, variants, decode, choices, device.Key, analytic, variant => variant.WhyNot(device), device.Kind == "CPU" ? HintForCpu : "", open);
        _families = cuda is null ? null : new IlgpuFamilies(variants, _selector, cuda, choices, device, open);
    }

    /// <summary>The spec's PTX kernels on the accelerator; null when it has none.</summary>
    public IlgpuCudaKernels? Cuda { get; }

    /// <summary>
    /// The index of the variant that runs a call, or <see cref="DecodeKernel"/>, or what <see cref="IlgpuCudaKernels.Serves"/>. Tells the options'
    /// callback.
    /// </summary>
    /// <param name="call">The call, with its addresses unless it is empty.</param>
    /// <param name="options">Its options, of which the pinned variant and the callback matter.</param>
    /// <exception cref="ArgumentException">The pinned variant does not exist; nothing has been written.</exception>
    /// <exception cref="NotSupportedException">The accelerator is too small for the pinned variant, or for all of them.</exception>
    public int Select(in GpuCall call, AttentionOptions? options) => _families is null ? _selector.Select(call, options) : _families.Select(call, options);

    /// <summary>What would run for a shape, and why.</summary>
    /// <param name="shape">The sizes of the call.</param>
    /// <param name="options">Its options, of which the pinned variant matters.</param>
    /// <exception cref="ArgumentException">The pinned variant does not exist.</exception>
    /// <exception cref="NotSupportedException">The accelerator is too small for the pinned variant, or for all of them.</exception>
    public SelectionReport Explain(AttentionShape shape, AttentionOptions? options = null)
        => _families is null ? _selector.Explain(shape, options) : _families.Explain(shape, options);

    private static SpecFacts Facts(CompiledSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Facts;
    }
}
