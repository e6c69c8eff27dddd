using KernelGen.Oracle;
using KernelGen.Planning;
using KernelGen.Selection;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Tests.Search;

/// <summary>
/// A family whose variants are planted: two correct ones, a quick one that computes nothing, one that throws, one that does not compile
/// and an impossible one.
/// </summary>
internal sealed unsafe class PlantedTarget : ITuningTarget
{
    public const string Good = "planted/q48-k128", Small = "planted/q24-k64", Wrong = "planted/q12-k64", Throws = "planted/q6-k64",
        Broken = "planted/q3-k64", Impossible = "planted/q7-k64";

    public string DeviceKey => "cpu:planted:scalar:1c";

    public int Version { get; init; } = 1;

    public string Environment => "planted environment";

    public bool IsJitted => true;

    public bool RoundsFactors => false;

    public string Describe() => "planted device";

    public int EmitterVersion(string variant) => Version;

    public string? WhyNotSpec(SpecEntry spec) => null;

    public string? WhyNotShape(in AttentionShape shape) => null;

    public PlacedCall Place(SpecFacts facts, in AttentionCall call) => new(call);

    public void Dispose()
    {
    }

    /// <summary>A correct variant whose last value is a little off; null for none.</summary>
    public string? SlightlyWrong { get; init; }

    /// <summary>A correct variant that takes longer than a busy machine makes another one take; null for none.</summary>
    public string? Slow { get; init; }

    /// <summary>Whether a correct variant fails for a shape.</summary>
    public Func<string, AttentionShape, bool> Fails { get; init; } = (_, _) => false;

    /// <summary>How often variants were compiled.</summary>
    public int Compilations { get; private set; }

    /// <summary>How often a correct variant ran.</summary>
    public int Runs { get; private set; }

    /// <summary>Called before every run of a correct variant.</summary>
    public Action<int>? OnRun { get; init; }

    public IReadOnlyList<Candidate> Candidates(SpecEntry spec) =>
    [
        new(Wrong, null), new(Throws, null), new(Good, null), new(Broken, null), new(Small, null), new(Impossible, "seven is odd"),
    ];

    public double Cost(SpecEntry spec, string variant, in AttentionShape shape) => variant.Length;

    public CompiledCandidates Compile(SpecEntry spec, IReadOnlyList<string> variants)
    {
        Compilations++;
        if (variants.Contains(Broken))
            throw new SpecCompilationException("CS1002: ; expected\nlisting");
        var oracle = new CausalOracle();
        var facts = new SpecFacts
        {
            Name = spec.Name,
            CanonicalText = spec.Text,
            Hash = spec.Hash,
            HeadDim = spec.Spec.HeadDim,
            ValueHeadDim = spec.Spec.ValueHeadDim,
            Precision = spec.Precision,
            Alignment = CausalAlignment.BottomRight,
            WritesLse = false,
        };
        var kernels = variants.Select(variant => new CandidateKernel(variant, (call, threads) => Execute(variant, facts, call.Host)));
        return new CompiledCandidates(
            facts, oracle, (in AttentionCall call) => OracleLoops.Run<float>(oracle, facts.HeadDim, facts.ValueHeadDim, call), [.. kernels]);
    }

    private void Execute(string variant, SpecFacts facts, in AttentionCall call)
    {
        switch (variant)
        {
            case Wrong:
                new Span<float>(call.Output.Data, call.Shape.QueryLength).Fill(1);
                return;
            case Throws:
                throw new InvalidOperationException("planted failure");
            default:
                if (Fails(variant, call.Shape))
                    throw new InvalidOperationException("planted failure of some shapes");
                Runs++;
                OnRun?.Invoke(Runs);
                Average(facts, call);
                if (variant == SlightlyWrong)
                    ((float*)call.Output.Data)[Count(facts, call) - 1] += 1e-3f;
                if (variant == Slow)
                    Thread.Sleep(25);
                return;
        }
    }

    private static int Count(SpecFacts facts, in AttentionCall call)
        => call.Shape.Batch * call.Shape.QueryHeads * call.Shape.QueryLength * facts.ValueHeadDim;

    // Correct by way of the oracle, rounded once.
    private static void Average(SpecFacts facts, in AttentionCall call)
    {
        var count = Count(facts, call);
        var exact = new double[count];
        fixed (double* output = exact)
        {
            var view = new TensorView(output, call.Output.BatchStride, call.Output.HeadStride, call.Output.RowStride);
            var wide = new AttentionCall
            {
                Shape = call.Shape,
                QueryOffset = call.QueryOffset,
                Query = call.Query,
                Key = call.Key,
                Value = call.Value,
                Output = view,
            };
            OracleLoops.Run<float>(new CausalOracle(), facts.HeadDim, facts.ValueHeadDim, wide);
        }
        for (var i = 0; i < count; i++)
            ElementCodec.Write(Precision.Float32, call.Output.Data, i, exact[i]);
    }

    private sealed class CausalOracle : AttentionOracle
    {
        public override double Scale => 0.25;

        public override bool Allowed(int q, int k, in MaskScope scope) => k <= q;

        public override double Logit(double score, int q, int k, in MaskScope scope) => score;
    }
}
