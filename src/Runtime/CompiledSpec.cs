using KernelGen.Devices.Cpu;
using KernelGen.Oracle;
using KernelGen.Planning;
using KernelGen.Selection;

namespace KernelGen;

/// <summary>A spec with everything the generator made of it: facts, tile classifier, oracle and kernels.</summary>
public abstract class CompiledSpec
{
    private readonly PlanCache _plans;

    private protected CompiledSpec(
        SpecFacts facts,
        TileClassifier classifier,
        AttentionOracle oracle,
        IReadOnlyList<CpuKernel> kernels,
        IReadOnlyList<TunedChoice> choices,
        SpecData? data)
    {
        Facts = facts;
        Classifier = classifier;
        Oracle = oracle;
        Kernels = kernels;
        Choices = choices;
        Data = data;
        _plans = new PlanCache(classifier);
        Selector = VariantSelector.ForCpu(facts, classifier, kernels, choices);
    }

    /// <summary>What the spec says.</summary>
    public SpecFacts Facts { get; }

    /// <summary>Its mask over rectangles.</summary>
    public TileClassifier Classifier { get; }

    /// <summary>Its mask and logits in float64.</summary>
    public AttentionOracle Oracle { get; }

    /// <summary>Its CPU kernels, the preferred ones first.</summary>
    public IReadOnlyList<CpuKernel> Kernels { get; }

    /// <summary>Tuned choices that were in tuning-db/ when the assembly was built.</summary>
    public IReadOnlyList<TunedChoice> Choices { get; }

    /// <summary>The data parameters of its mask and score; null when there are none.</summary>
    public SpecData? Data { get; }

    private VariantSelector<CpuKernel> Selector { get; }

    /// <summary>Which variant would run for a shape, and why.</summary>
    /// <param name="shape">The sizes of the call.</param>
    /// <param name="options">The options of the call; only the pinned variant matters.</param>
    /// <exception cref="ArgumentException">The shape is impossible, or the pinned variant does not exist.</exception>
    public SelectionReport Explain(AttentionShape shape, AttentionOptions? options = null)
    {
        ArgumentChecks.Shape(shape, nameof(shape));
        return Selector.Explain(shape, options);
    }

    /// <summary>
    /// Selects a variant and runs it, for callers who have pointers. Unlike by <c>Forward</c>, addresses, strides and sizes are taken as they are: what does
    /// not fit reads and writes wherever they lead.
    /// </summary>
    /// <param name="call">Addresses, strides and sizes.</param>
    /// <param name="options">Threads, pinned variant, explain callback.</param>
    /// <exception cref="ArgumentException">Threads is negative, or the pinned variant does not exist; nothing has been written.</exception>
    public void Run(in AttentionCall call, AttentionOptions? options = null)
        => Execute(call, Select(call, options), options?.Threads ?? 0);

    /// <summary>Runs one variant, for callers who have pointers; as for <see cref="Run"/>, nothing is checked but the data.</summary>
    /// <param name="call">Addresses, strides and sizes.</param>
    /// <param name="kernel">One of <see cref="Kernels"/>.</param>
    /// <param name="threads">Threads to use; 0 means one per processor.</param>
    public abstract void Execute(in AttentionCall call, CpuKernel kernel, int threads);

    /// <summary>Runs the float64 oracle. Output and LSE point to doubles; the arguments are taken as checked.</summary>
    /// <param name="call">Addresses, strides and sizes.</param>
    public abstract void Reference(in AttentionCall call);

    /// <summary>Checks the data of a call and finds the factors of a low-rank bias in it.</summary>
    /// <exception cref="ArgumentException">A value does not fit the spec or the shape.</exception>
    internal AttentionCall WithData(in AttentionCall call)
    {
        Data?.Check(call);
        return Facts.LowRankBias?.Resolve(call) ?? call;
    }

    /// <summary>Checks the options, selects the variant, and tells the options' callback. Nothing is written.</summary>
    internal CpuKernel Select(in AttentionCall call, AttentionOptions? options)
    {
        ArgumentChecks.Options(options, nameof(options));
        var kernel = Selector.Select(call.Shape, options);
        options?.Explain?.Invoke(Selector.Explain(call.Shape, options));
        return kernel;
    }

    /// <summary>The cached tile plan of a shape for given tile sizes.</summary>
    internal TilePlan PlanFor(in MaskScope scope, int queryTile, int keyTile, int threads = 1) => _plans.Get(scope, queryTile, keyTile, threads);
}
