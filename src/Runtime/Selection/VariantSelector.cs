using System.Collections.Concurrent;
using KernelGen.Devices;
using KernelGen.Devices.Cpu;
using KernelGen.Planning;
using KernelGen.Selection.CpuCost;
using KernelGen.Selection.Layers;
using KernelGen.Selection.Transfer;
using KernelGen.Tuning;

namespace KernelGen.Selection;

/// <summary>Makes the selectors of CPU kernels.</summary>
internal static class VariantSelector
{
    /// <summary>The selector that a compiled spec uses: this processor and the user's database.</summary>
    public static VariantSelector<CpuKernel> ForCpu(
        SpecFacts facts, TileClassifier mask, IReadOnlyList<CpuKernel> kernels, IReadOnlyList<TunedChoice> choices)
        => ForCpu(facts, mask, kernels, choices, CpuDevice.Current, TuningDatabaseReader.OpenDefault);

    /// <summary>The same for a given processor and database.</summary>
    public static VariantSelector<CpuKernel> ForCpu(
        SpecFacts facts, TileClassifier mask, IReadOnlyList<CpuKernel> kernels, IReadOnlyList<TunedChoice> choices, CpuDevice device,
        Func<TuningDatabaseReader?> open)
    {
        var work = CpuWork.Of(facts, mask);
        var tiles = kernels.ToDictionary(kernel => kernel.Id, kernel => kernel.Tile);
        return new VariantSelector<CpuKernel>(facts, kernels, choices, device.Key, new CpuAnalyticLayer(work, device), open)
        {
            Cost = (variant, bucket) => CpuCostModel.Cost(tiles[variant], work, bucket, device),
        };
    }
}

/// <summary>
/// Picks one of a spec's kernels of a target for a shape. The layers are asked once per shape bucket; after that a call costs one lock-free
/// look-up and allocates nothing. The database is read once, when the first call asks.
/// </summary>
/// <typeparam name="TKernel">The target's kernels.</typeparam>
internal sealed class VariantSelector<TKernel>
    where TKernel : KernelVariant
{
    private readonly IReadOnlyList<TKernel> _kernels;
    private readonly DeviceKey _device;
    private readonly Lazy<TunedTable> _tuned;
    private readonly ISelectionLayer[] _layers;
    private readonly Dictionary<string, TKernel> _byId;
    private readonly ConcurrentDictionary<ShapeBucket, TKernel> _selected = new();
    private readonly Func<string, ShapeBucket, double>? _cost;

    /// <summary>A selector over given kernels, choices, device and database.</summary>
    /// <param name="facts">The spec.</param>
    /// <param name="kernels">The kernels that the device can run, in the order of preference; at least one.</param>
    /// <param name="choices">The choices in the assembly.</param>
    /// <param name="deviceKey">The key of the device.</param>
    /// <param name="analytic">The layer that answers when nothing was measured.</param>
    /// <param name="open">Opens the database, or returns null when there is none.</param>
    /// <param name="view">Which tuned results count; null for all.</param>
    public VariantSelector(
        SpecFacts facts, IReadOnlyList<TKernel> kernels, IReadOnlyList<TunedChoice> choices, string deviceKey, ISelectionLayer analytic,
        Func<TuningDatabaseReader?> open, Func<TunedTable, TunedTable>? view = null)
    {
        _kernels = kernels;
        _device = DeviceKey.TryParse(deviceKey, out var key) ? key : default;
        _tuned = new Lazy<TunedTable>(() => TunedTable.Load(facts, kernels, choices, open) is var table && view is not null ? view(table) : table);
        _layers =
        [
            new PinnedLayer(),
            new ExactBucketLayer(),
            new NearestBucketLayer(),
            new SameDeviceClassLayer(),
            analytic,
        ];
        _byId = kernels.ToDictionary(kernel => kernel.Id);
    }

    /// <summary>The cost model that carries measurements over to other buckets; null where it is not known how well it does.</summary>
    public Func<string, ShapeBucket, double>? Cost
    {
        init => _cost = value is null ? null : new RememberedCosts(value).Of;
    }

    /// <summary>The kernel for a shape.</summary>
    /// <exception cref="ArgumentException">The pinned variant does not exist.</exception>
    public TKernel Select(in AttentionShape shape, AttentionOptions? options)
    {
        if (options?.Variant is { } pinned)
            return _byId.TryGetValue(pinned, out var kernel) ? kernel : throw PinnedLayer.Unknown(pinned, _kernels, nameof(options));
        var bucket = ShapeBucket.Of(shape);
        return _selected.TryGetValue(bucket, out var known) ? known : SelectOnce(bucket);
    }

    /// <summary>Which kernel <see cref="Select"/> gives, and what every layer said.</summary>
    /// <exception cref="ArgumentException">The pinned variant does not exist.</exception>
    public SelectionReport Explain(in AttentionShape shape, AttentionOptions? options)
    {
        var steps = new List<string>();
        var (kernel, layer, answer) = Ask(ShapeBucket.Of(shape), options?.Variant, steps.Add);
        var loss = answer.Loss();
        var reason = answer.Reason + loss?.Sentence;
        return new SelectionReport(kernel.Id, layer, reason, [.. steps, reason]) { ExpectedLoss = loss?.Share };
    }

    // Apart from Select, so that its closure is only allocated when a bucket is new.
    private TKernel SelectOnce(ShapeBucket bucket) => _selected.GetOrAdd(bucket, one => Ask(one, null, _ => { }).Kernel);

    // The layer that answers, and what those before it said.
    private (TKernel Kernel, SelectionLayer Layer, LayerAnswer Answer) Ask(ShapeBucket bucket, string? pinned, Action<string> passed)
    {
        var query = new SelectionQuery(bucket, pinned, _device, _kernels, _tuned.Value, _cost);
        if (pinned is null && query.Tuned.Note.Length > 0)
            passed(query.Tuned.Note);
        foreach (var layer in _layers)
        {
            var answer = layer.Ask(query);
            if (answer.Variant is TKernel kernel)
                return (kernel, layer.Layer, answer);
            passed(answer.Reason);
        }
        throw new InvalidOperationException("No layer chose a variant, although the analytic default always does.");
    }
}
