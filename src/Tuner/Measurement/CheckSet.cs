using KernelGen.Oracle;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Measurement;

/// <summary>The problems that every variant of a spec must solve before its time counts: inputs, oracle results and error bounds.</summary>
internal sealed unsafe class CheckSet : IDisposable
{
    private const ulong Seed = 2024;

    // A small one, an odd one with groups, batches and a ragged last tile, a long one that leaves windows behind, and a decode step.
    internal static IReadOnlyList<AttentionShape> Shapes { get; } =
    [
        new(1, 2, 2, 16, 32),
        new(2, 4, 2, 67, 203),
        new(1, 1, 1, 7, 4331),
        new(1, 4, 2, 1, 257),
    ];

    private readonly List<(AttentionBuffers Buffers, CallRule Rule)> _problems = [];
    private readonly ITuningTarget _target;

    /// <summary>Solves the problems with the oracle and with the plain implementation.</summary>
    public CheckSet(SpecFacts facts, AttentionOracle oracle, AttentionRun reference, DataSource data, ITuningTarget target)
    {
        _target = target;
        foreach (var shape in Shapes)
        {
            var buffers = new AttentionBuffers(facts, shape, data.Synthetic(shape));
            buffers.FillNormal(Seed);
            _problems.Add((buffers, Rule(buffers, oracle, reference, target.RoundsFactors)));
        }
    }

    /// <summary>The rule for given inputs: runs the oracle and the plain implementation over them.</summary>
    /// <param name="buffers">The inputs; the output and the log-sum-exp are overwritten.</param>
    /// <param name="oracle">The spec's mask and logits.</param>
    /// <param name="reference">Runs the oracle.</param>
    /// <param name="roundsFactors">Whether products take their factors as tensor cores do.</param>
    public static CallRule Rule(AttentionBuffers buffers, AttentionOracle oracle, AttentionRun reference, bool roundsFactors)
    {
        var (exact, exactLse) = (new double[buffers.OutputCount], new double[buffers.LseCount]);
        fixed (double* output = exact, lse = exactLse)
            reference(buffers.Call(output, buffers.Facts.WritesLse ? lse : null));
        var largestLogit = PlainAttention.Run(oracle, buffers, roundsFactors);
        return new CallRule(
            ErrorRule.From(exact, buffers.ReadOutput(), buffers.Facts.OutputPrecision),
            buffers.Facts.WritesLse ? ErrorRule.OfLse(exactLse, buffers.ReadLse(), largestLogit) : null);
    }

    /// <summary>Runs a variant on every problem.</summary>
    /// <returns>Its largest error, and what is wrong with it or null.</returns>
    public (double MaxError, string? Wrong) Check(CandidateKernel kernel, int threads)
    {
        var largest = 0.0;
        string? wrong = null;
        foreach (var (buffers, rule) in _problems)
        {
            buffers.PoisonOutput();
            using var call = _target.Place(buffers.Facts, buffers.Call());
            kernel.Execute(call, threads);
            call.Fetch();
            var (error, what) = rule.Judge(buffers);
            largest = Math.Max(largest, error);
            if (what is not null)
                wrong ??= $"{buffers.Shape}: {what}";
        }
        return (largest, wrong);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (buffers, _) in _problems)
            buffers.Dispose();
    }
}
