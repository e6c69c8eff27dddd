using KernelGen.Selection;
using KernelGen.Selection.Layers;
using KernelGen.Tuning;

namespace KernelGen.Devices.Ilgpu;

/// <summary>
/// Picks one of a spec's ILGPU kernels for a call on one accelerator: the layers of the CPU's selection, asked about those variants only that
/// the accelerator can run. Thread-safe; after the first call of a shape bucket a selection costs one look-up.
/// </summary>
public sealed class IlgpuSelector
{
    /// <summary>What <see cref="Select"/> answers when the decode kernel serves a call.</summary>
    public const int DecodeKernel = -1;

    private readonly IReadOnlyList<IlgpuVariant> _variants;
    private readonly IlgpuVariant? _decode;
    private readonly IlgpuDevice _device;
    private readonly VariantSelector<IlgpuVariant>? _selector;
    private readonly Dictionary<string, int> _indices = [];

    /// <summary>A selector over the emitted variants, the emitted choices and the user's tuning database.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="variants">Its kernels, the preferred ones first; at least one.</param>
    /// <param name="decode">Its kernel for a few query rows; null when there is none.</param>
    /// <param name="choices">Tuned choices that were in tuning-db/ when the assembly was built.</param>
    /// <param name="device">The accelerator.</param>
    public IlgpuSelector(
        CompiledSpec spec, IReadOnlyList<IlgpuVariant> variants, IlgpuVariant? decode, IReadOnlyList<TunedChoice> choices, IlgpuDevice device)
        : this(Facts(spec), variants, decode, choices, device, TuningDatabaseReader.OpenDefault)
    {
    }

    /// <summary>The same over a given database.</summary>
    internal IlgpuSelector(
        SpecFacts facts, IReadOnlyList<IlgpuVariant> variants, IlgpuVariant? decode, IReadOnlyList<TunedChoice> choices, IlgpuDevice device,
        Func<TuningDatabaseReader?> open)
    {
        ArgumentNullException.ThrowIfNull(device);
        _variants = variants;
        _decode = decode;
        _device = device;
        for (var i = 0; i < variants.Count; i++)
            _indices.Add(variants[i].Id, i);
        List<IlgpuVariant> fitting = [.. variants.Where(variant => variant.WhyNot(device) is null)];
        if (fitting.Count > 0)
            _selector = new VariantSelector<IlgpuVariant>(facts, fitting, choices, device.Key, new IlgpuAnalyticLayer(facts, device), open);
    }

    /// <summary>The index of the variant that runs a call, or <see cref="DecodeKernel"/>. Tells the options' callback.</summary>
    /// <param name="call">The call.</param>
    /// <param name="options">Its options, of which the pinned variant and the callback matter.</param>
    /// <exception cref="ArgumentException">The pinned variant does not exist; nothing has been written.</exception>
    /// <exception cref="NotSupportedException">The accelerator is too small for the pinned variant, or for all of them.</exception>
    public int Select(in IlgpuCall call, AttentionOptions? options)
    {
        ArgumentChecks.Options(options, nameof(options));
        if (options?.Explain is { } explain)
            explain(Explain(call.Shape, options));
        RequireKnown(options?.Variant);
        if (_decode is not null && call.IsDecode)
        {
            Require(_decode);
            return DecodeKernel;
        }
        return _indices[Selector(options?.Variant).Select(call.Shape, options).Id];
    }

    /// <summary>What would run for a shape, and why.</summary>
    /// <param name="shape">The sizes of the call.</param>
    /// <param name="options">Its options, of which the pinned variant matters.</param>
    /// <exception cref="ArgumentException">The pinned variant does not exist.</exception>
    /// <exception cref="NotSupportedException">The accelerator is too small for the pinned variant, or for all of them.</exception>
    public SelectionReport Explain(AttentionShape shape, AttentionOptions? options = null)
    {
        ArgumentChecks.Shape(shape, nameof(shape));
        RequireKnown(options?.Variant);
        if (_decode is null || !IlgpuCall.IsDecodeShape(shape))
            return Selector(options?.Variant).Explain(shape, options);
        Require(_decode);
        var reason = FormattableString.Invariant(
            $"Up to {IlgpuCall.LongestDecode} query rows go to the decode kernel, of which a spec has one: {_decode.Id}.");
        return new SelectionReport(_decode.Id, SelectionLayer.AnalyticDefault, reason, [reason]);
    }

    private VariantSelector<IlgpuVariant> Selector(string? pinned)
    {
        if (pinned is not null)
            Require(_variants[_indices[pinned]]);
        else if (_selector is null)
            Require(_variants.MinBy(variant => variant.Threads)!);
        return _selector!;
    }

    private void RequireKnown(string? pinned)
    {
        if (pinned is not null && !_indices.ContainsKey(pinned))
            throw PinnedLayer.Unknown(pinned, _variants, PinnedLayer.OptionsArgument);
    }

    private void Require(IlgpuVariant variant)
    {
        if (variant.WhyNot(_device) is not { } reason)
            return;
        var hint = _device.Kind == "CPU"
            ? " ILGPU's CPU device has 16 threads by default: build the context with CPU(new CPUDevice(32, 8, 1)) for 256."
            : "";
        throw new NotSupportedException($"{variant.Id} {reason}.{hint}");
    }

    private static SpecFacts Facts(CompiledSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Facts;
    }
}
