using KernelGen.Selection;
using KernelGen.Selection.Layers;
using KernelGen.Tuning;

namespace KernelGen.Devices.Gpu;

/// <summary>
/// Picks one of a spec's kernels for a call on one device: the layers of the CPU's selection, asked about those variants only that the device
/// can run. A call of few query rows gets the decode kernel, where there is one.
/// </summary>
/// <typeparam name="TVariant">The kernels.</typeparam>
internal sealed class GpuSelector<TVariant>
    where TVariant : GpuVariant
{
    /// <summary>What <see cref="Select"/> answers when the decode kernel serves a call.</summary>
    public const int DecodeKernel = -1;

    private readonly SpecFacts _facts;
    private readonly IReadOnlyList<TVariant> _variants;
    private readonly TVariant? _decode;
    private readonly Dictionary<TVariant, string?> _whyNot;
    private readonly string _hint;
    private readonly VariantSelector<TVariant>? _selector;
    private readonly Dictionary<string, int> _indices = [];

    /// <summary>A selector over the emitted variants, the emitted choices and a database.</summary>
    /// <param name="facts">The spec.</param>
    /// <param name="variants">Its kernels, the preferred ones first; at least one.</param>
    /// <param name="decode">Its kernel for a few query rows; null when there is none.</param>
    /// <param name="choices">Tuned choices that were in tuning-db/ when the assembly was built.</param>
    /// <param name="deviceKey">The key of the device.</param>
    /// <param name="analytic">The layer that answers when nothing was measured.</param>
    /// <param name="whyNot">Why the device cannot run a variant, as the rest of a sentence; null when it can.</param>
    /// <param name="hint">A sentence for the error that nothing runs, after a blank; empty for none.</param>
    /// <param name="open">Opens the database, or returns null when there is none.</param>
    /// <param name="view">Which tuned results count; null for all.</param>
    public GpuSelector(
        SpecFacts facts, IReadOnlyList<TVariant> variants, TVariant? decode, IReadOnlyList<TunedChoice> choices, string deviceKey,
        ISelectionLayer analytic, Func<TVariant, string?> whyNot, string hint, Func<TuningDatabaseReader?> open,
        Func<TunedTable, TunedTable>? view = null)
    {
        _facts = facts;
        _variants = variants;
        _decode = decode;
        // Asked once: the answer may take reading a kernel's text.
        _whyNot = (decode is null ? variants : variants.Append(decode)).ToDictionary(variant => variant, whyNot);
        _hint = hint;
        for (var i = 0; i < variants.Count; i++)
            _indices.Add(variants[i].Id, i);
        List<TVariant> fitting = [.. variants.Where(variant => _whyNot[variant] is null)];
        if (fitting.Count > 0)
            _selector = new VariantSelector<TVariant>(facts, fitting, choices, deviceKey, analytic, open, view);
    }

    /// <summary>The index of the variant that runs a call, or <see cref="DecodeKernel"/>. Tells the options' callback.</summary>
    /// <param name="call">The call.</param>
    /// <param name="options">Its options, of which the pinned variant and the callback matter.</param>
    /// <param name="note">What the callback is told before the layers' answers; null for nothing.</param>
    /// <exception cref="ArgumentException">The pinned variant does not exist; nothing has been written.</exception>
    /// <exception cref="NotSupportedException">The device is too small for the pinned variant, or for all of them.</exception>
    public int Select(in GpuCall call, AttentionOptions? options, string? note = null)
    {
        ArgumentChecks.Options(options, nameof(options));
        if (options?.Explain is { } explain)
            explain(Explain(call.Shape, options, note));
        RequireKnown(options?.Variant);
        Require(call.Shape, options);
        return _decode is not null && call.IsDecode ? DecodeKernel : _indices[_selector!.Select(call.Shape, options).Id];
    }

    /// <summary>What would run for a shape, and why.</summary>
    /// <param name="shape">The sizes of the call.</param>
    /// <param name="options">Its options, of which the pinned variant matters.</param>
    /// <param name="note">A step before the layers' answers; null for none.</param>
    /// <exception cref="ArgumentException">The pinned variant does not exist.</exception>
    /// <exception cref="NotSupportedException">The device is too small for the pinned variant, or for all of them.</exception>
    public SelectionReport Explain(AttentionShape shape, AttentionOptions? options, string? note = null)
    {
        var report = Answer(shape, options);
        return note is null ? report : report with { Steps = [note, .. report.Steps] };
    }

    /// <summary>Why the device cannot run a call, as a sentence; null when it can.</summary>
    /// <param name="shape">The sizes of the call.</param>
    /// <param name="options">Its options, of which the pinned variant matters; one that is not known counts only where nothing else runs.</param>
    public string? WhyNot(in AttentionShape shape, AttentionOptions? options)
    {
        if (_decode is not null && DecodeShapes.Contains(shape))
            return WhyNot(_decode);
        if (options?.Variant is { } pinned && Knows(pinned))
            return WhyNot(_variants[_indices[pinned]]);
        return _selector is null ? WhyNot(_variants.MinBy(variant => variant.Threads)!) : null;
    }

    /// <summary>Whether a variant of this id is among them.</summary>
    public bool Knows(string id) => _indices.ContainsKey(id);

    private SelectionReport Answer(AttentionShape shape, AttentionOptions? options)
    {
        ArgumentChecks.Shape(shape, nameof(shape));
        RequireKnown(options?.Variant);
        Require(shape, options);
        if (_decode is null || !DecodeShapes.Contains(shape))
        {
            var report = _selector!.Explain(shape, options);
            return PinnedNote(_variants[_indices[report.Variant]]) is { } pinned ? report with { Steps = [pinned, .. report.Steps] } : report;
        }
        var reason = FormattableString.Invariant(
            $"Up to {GpuCall.LongestDecode} query rows go to the decode kernel, of which a spec has one: {_decode.Id}.");
        return new SelectionReport(_decode.Id, SelectionLayer.AnalyticDefault, reason, [reason]);
    }

    // A tile that is pinned for the processor may be one that a GPU's family does not have.
    private string? PinnedNote(TVariant variant)
    {
        var (query, key) = (_facts.PinnedQueryTile, _facts.PinnedKeyTile);
        List<string> missing = [];
        if (query > 0 && query != variant.QueryTile)
            missing.Add(FormattableString.Invariant($"{query} query rows"));
        if (key > 0 && key != variant.KeyTile)
            missing.Add(FormattableString.Invariant($"{key} keys"));
        return missing.Count > 0 ? $"[Tile] pins {string.Join(" and ", missing)}, which {variant.Family} cannot have; it has sizes of its own." : null;
    }

    private void RequireKnown(string? pinned)
    {
        if (pinned is not null && !Knows(pinned))
            throw PinnedLayer.Unknown(pinned, _variants, PinnedLayer.OptionsArgument);
    }

    private void Require(in AttentionShape shape, AttentionOptions? options)
    {
        if (WhyNot(shape, options) is { } reason)
            throw new NotSupportedException(reason);
    }

    private string? WhyNot(TVariant variant) => _whyNot[variant] is { } reason ? $"{variant.Id} {reason}.{_hint}" : null;
}
