using KernelGen.Devices.Cuda;
using KernelGen.Devices.Gpu;
using KernelGen.Selection;
using KernelGen.Selection.Layers;
using KernelGen.Tuning;

namespace KernelGen.Devices.Ilgpu;

/// <summary>
/// Decides between the kernels that ILGPU compiles and those in PTX. A pinned variant decides by its family; else, where kernels of <c>cuda.*</c> can
/// take the call, one of them runs, unless a measurement of both says otherwise; else one of ILGPU's, and the report says why.
/// </summary>
internal sealed class IlgpuFamilies
{
    private const string FamilyOfCuda = "cuda.";

    private readonly IReadOnlyList<IlgpuVariant> _variants;
    private readonly GpuSelector<IlgpuVariant> _simt;
    private readonly IlgpuCudaKernels _cuda;
    private readonly CudaSelector? _all;
    private readonly bool _hasMapless;

    /// <param name="variants">ILGPU's kernels.</param>
    /// <param name="simt">What picks one of them.</param>
    /// <param name="cuda">The others.</param>
    /// <param name="choices">Tuned choices for ILGPU's devices that were in tuning-db/ when the assembly was built.</param>
    /// <param name="device">The accelerator.</param>
    /// <param name="open">Opens the database, or returns null when there is none.</param>
    public IlgpuFamilies(
        IReadOnlyList<IlgpuVariant> variants, GpuSelector<IlgpuVariant> simt, IlgpuCudaKernels cuda, IReadOnlyList<TunedChoice> choices,
        IlgpuDevice device, Func<TuningDatabaseReader?> open)
    {
        (_variants, _simt, _cuda) = (variants, simt, cuda);
        if (cuda is not { WhyNot: null, Device: { } card })
            return;
        _hasMapless = cuda.Kernels.Variants.Any(variant => !variant.NeedsTensorMaps && variant.WhyNot(card.Facts) is null);
        var rivals = new CudaRivals(variants, choices, device.Key, View, variant => ((IlgpuVariant)variant).WhyNot(device));
        _all = new CudaSelector(cuda.Kernels, card.Facts, card.Key, open, rivals);
    }

    /// <summary>The number of the kernel that runs a call. Tells the options' callback.</summary>
    public int Select(in GpuCall call, AttentionOptions? options)
    {
        ArgumentChecks.Options(options, nameof(options));
        if (options?.Variant is { } own && _simt.Knows(own))
            return _simt.Select(call, options);
        var hasMaps = CudaMaps.Fit(call, _cuda.Kernels.Spec.Facts.ElementBytes);
        var reason = _cuda.WhyNot ?? WhyNot(call, hasMaps);
        Require(options, reason);
        return reason is null ? Number(_all!.Select(call, hasMaps, options)) : _simt.Select(call, options, Note(reason));
    }

    /// <summary>What would run for a shape with contiguous tensors, and why.</summary>
    public SelectionReport Explain(in AttentionShape shape, AttentionOptions? options)
    {
        ArgumentChecks.Shape(shape, nameof(shape));
        if (options?.Variant is { } own && _simt.Knows(own))
            return _simt.Explain(shape, options);
        var reason = _cuda.WhyNot ?? WhyNot(shape, CudaMaps.FitContiguous(shape, _cuda.Kernels.Spec.Facts));
        Require(options, reason);
        return reason is null ? _all!.Explain(shape, options) : _simt.Explain(shape, options, Note(reason));
    }

    private int Number(GpuVariant? variant)
    {
        if (variant is not IlgpuVariant own)
            return _cuda.Number((CudaVariant?)variant);
        var index = 0;
        while (_variants[index] != own)
            index++;
        return index;
    }

    private string? WhyNot(in GpuCall call, bool hasMaps)
        => call.Launch.WritesLse == 1 && call.Launch.Lse != TensorStrides.Bhnd(call.Shape.QueryHeads, call.Shape.QueryLength, 1)
            ? "they write the log-sum-exp as contiguous memory alone"
            : WhyNot(call.Shape, hasMaps);

    private string? WhyNot(in AttentionShape shape, bool hasMaps)
    {
        if (!hasMaps && !_hasMapless)
            return $"those that the device runs copy by tensor maps: {CudaMaps.Rule.TrimEnd('.')}";
        return CudaDeviceKernels.FitsGrid(shape)
            ? null
            : FormattableString.Invariant($"their grids have at most {CudaDeviceKernels.MostRowsOfGrid} query heads and as many sequences");
    }

    // A variant that was pinned runs or is refused.
    private void Require(AttentionOptions? options, string? reason)
    {
        if (options?.Variant is not { } pinned)
            return;
        List<GpuVariant> all = [.. _cuda.Kernels.Variants, .. _variants];
        if (all.TrueForAll(variant => variant.Id != pinned))
            throw PinnedLayer.Unknown(pinned, all, PinnedLayer.OptionsArgument);
        if (_cuda.WhyNot is not null)
            throw new NotSupportedException($"{pinned} cannot run: {_cuda.WhyNot}.");
        if (reason is not null)
            throw new ArgumentException($"options.Variant is '{pinned}', and kernels of cuda.* cannot take this call: {reason}.", nameof(options));
    }

    // What was measured without ILGPU holds here too. A result of ILGPU's kernels alone says nothing of the others.
    private static TunedTable View(TunedTable table) => table.Under(IlgpuDevice.KeyOf).Where(
        entry => entry.Ranked.Any(id => id.StartsWith(FamilyOfCuda, StringComparison.Ordinal)), "Results of ilgpu.simt alone do not decide where kernels of cuda.* run.");

    private static string Note(string reason) => $"Kernels of cuda.* do not run here: {reason}.";
}
