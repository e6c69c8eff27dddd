using KernelGen.Devices.Gpu;
using KernelGen.Selection;
using KernelGen.Selection.Layers;
using KernelGen.Tuning;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// Picks one of a spec's kernels for a call on one CUDA device. Kernels that take tensors by maps are asked about only where the tensors of the
/// call can have maps. Thread-safe; after the first call of a shape bucket a selection costs one look-up.
/// </summary>
internal sealed class CudaSelector
{
    private const string Hint = " AttentionOptions.FallBackToCpu runs the call on the processor instead.";

    private readonly CudaKernels _kernels;
    private readonly IReadOnlyList<GpuVariant> _variants;
    private readonly GpuSelector<GpuVariant> _all;
    private readonly List<GpuVariant> _mapless;
    private readonly GpuSelector<GpuVariant>? _withoutMaps;
    private readonly string _hint;

    /// <param name="kernels">The kernels; at least one.</param>
    /// <param name="device">What the device is.</param>
    /// <param name="deviceKey">Its key.</param>
    /// <param name="open">Opens the tuning database, or returns null when there is none.</param>
    /// <param name="rivals">Kernels of another family for the same device, whose key then counts; null for none.</param>
    public CudaSelector(CudaKernels kernels, CudaDeviceFacts device, string deviceKey, Func<TuningDatabaseReader?> open, CudaRivals? rivals = null)
    {
        _kernels = kernels;
        _hint = rivals is null ? Hint : "";
        _variants = [.. kernels.Variants, .. rivals?.Variants ?? []];
        _all = Over(_variants);
        _mapless = [.. _variants.Where(variant => !variant.NeedsTensorMaps)];
        _withoutMaps = _mapless.Count == _variants.Count ? _all : _mapless.Count == 0 ? null : Over(_mapless);

        GpuSelector<GpuVariant> Over(IReadOnlyList<GpuVariant> variants)
        {
            var facts = kernels.Spec.Facts;
            var analytic = new GpuAnalyticLayer<GpuVariant>(facts, device.Name, "", (variant, bucket) => Cost(variant, bucket, device));
            return new(
                facts, variants, kernels.Decode?.Variant, [.. rivals?.Choices ?? [], .. kernels.Choices], rivals?.DeviceKey ?? deviceKey, analytic,
                variant => variant is CudaVariant cuda ? cuda.WhyNot(device) : rivals!.WhyNot(variant), _hint, open, rivals?.View);
        }
    }

    /// <summary>The variant that runs a call; null for the decode kernel. Tells the options' callback.</summary>
    /// <param name="call">The call.</param>
    /// <param name="hasMaps">Whether its tensors can have maps.</param>
    /// <param name="options">Its options, of which the pinned variant and the callback matter.</param>
    /// <exception cref="ArgumentException">The pinned variant does not exist, or cannot read these tensors; nothing has been written.</exception>
    /// <exception cref="NotSupportedException">The device cannot run the pinned variant, or none.</exception>
    public GpuVariant? Select(in GpuCall call, bool hasMaps, AttentionOptions? options)
    {
        if (hasMaps)
            return At(_variants, _all.Select(call, options));
        RequireNoMaps(options);
        return _withoutMaps is null ? throw new NotSupportedException(WhyNoKernelWithoutMaps) : At(_mapless, _withoutMaps.Select(call, options));
    }

    /// <summary>Why the device cannot run a call, as a sentence; null when it can, or when an argument is wrong.</summary>
    /// <param name="shape">The sizes of the call.</param>
    /// <param name="hasMaps">Whether its tensors can have maps.</param>
    /// <param name="options">Its options, of which the pinned variant matters.</param>
    public string? WhyNot(in AttentionShape shape, bool hasMaps, AttentionOptions? options)
        => hasMaps ? _all.WhyNot(shape, options)
            : _withoutMaps is null ? WhyNoKernelWithoutMaps
            : _withoutMaps.WhyNot(shape, options);

    /// <summary>What would run for a shape with contiguous tensors, and why.</summary>
    public SelectionReport Explain(in AttentionShape shape, AttentionOptions? options)
    {
        if (_withoutMaps is null || CudaMaps.FitContiguous(shape, _kernels.Spec.Facts))
            return _all.Explain(shape, options);
        RequireNoMaps(options);
        return _withoutMaps.Explain(shape, options);
    }

    private string WhyNoKernelWithoutMaps => $"All kernels of {_kernels.Spec.Facts.Name} copy by tensor maps: {CudaMaps.Rule}{_hint}";

    private void RequireNoMaps(AttentionOptions? options)
    {
        if (options?.Variant is null)
            return;
        foreach (var variant in _variants)
        {
            if (variant.Id != options.Variant || !variant.NeedsTensorMaps)
                continue;
            throw new ArgumentException(
                $"options.Variant is '{variant.Id}', which copies by tensor maps: {CudaMaps.Rule} Another variant, or none, does not ask for it.",
                nameof(options));
        }
    }

    // A kernel of another family is never the guess: those here do their products on tensor cores.
    private static double Cost(GpuVariant variant, in ShapeBucket bucket, CudaDeviceFacts device)
        => variant is CudaVariant cuda ? CudaCostModel.Cost(cuda, bucket, device) : double.PositiveInfinity;

    private static GpuVariant? At(IReadOnlyList<GpuVariant> variants, int index)
        => index == GpuSelector<GpuVariant>.DecodeKernel ? null : variants[index];
}
