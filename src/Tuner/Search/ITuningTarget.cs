using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Search;

/// <summary>What the tuner needs of the kernels of one device, which may be of several families. Other devices join by implementing it.</summary>
internal interface ITuningTarget : IDisposable
{
    /// <summary>The device key.</summary>
    string DeviceKey { get; }

    /// <summary>What is recorded of the device beside every measurement; empty when the key says it all.</summary>
    string Environment { get; }

    /// <summary>Whether the JIT compiles variants while they run, so that they only reach their speed after a while.</summary>
    bool IsJitted { get; }

    /// <summary>
    /// Whether products take their factors as tensor cores do, weights rounded to the storage type and float32 to tf32: the error rule then
    /// compares with a plain implementation that does so too.
    /// </summary>
    bool RoundsFactors { get; }

    /// <summary>The device in one English line.</summary>
    string Describe();

    /// <summary>The version of the emitter that writes a variant.</summary>
    int EmitterVersion(string variant);

    /// <summary>Why a spec has no variants here, as the rest of a sentence about the spec; null when it has.</summary>
    string? WhyNotSpec(SpecEntry spec);

    /// <summary>Why there is nothing to choose for a shape, as the rest of a sentence about the shape; null when there is.</summary>
    string? WhyNotShape(in AttentionShape shape);

    /// <summary>Every variant worth a thought, with the reason where one is impossible.</summary>
    IReadOnlyList<Candidate> Candidates(SpecEntry spec);

    /// <summary>The cost model's cost of a variant for a shape, in a unit of its own; smaller is better.</summary>
    double Cost(SpecEntry spec, string variant, in AttentionShape shape);

    /// <summary>Emits, compiles and loads variants.</summary>
    /// <exception cref="Compilation.SpecCompilationException">Emitted code does not compile.</exception>
    CompiledCandidates Compile(SpecEntry spec, IReadOnlyList<string> variants);

    /// <summary>Brings the tensors of a call, contiguous ones, to where variants compute.</summary>
    PlacedCall Place(SpecFacts facts, in AttentionCall call);
}

/// <summary>A variant of the config space.</summary>
/// <param name="Variant">Its id.</param>
/// <param name="WhyNot">Why it is impossible for the spec on the device, or null.</param>
internal sealed record Candidate(string Variant, string? WhyNot);

/// <summary>Compiled variants, and what judges them.</summary>
/// <param name="Facts">What the spec says.</param>
/// <param name="Oracle">The spec's mask and logits.</param>
/// <param name="Reference">Runs the float64 oracle; output and LSE point to doubles.</param>
/// <param name="Kernels">The variants, in the order in which they were asked for.</param>
internal sealed record CompiledCandidates(
    SpecFacts Facts, Oracle.AttentionOracle Oracle, AttentionRun Reference, IReadOnlyList<CandidateKernel> Kernels);

/// <summary>A variant that can run.</summary>
/// <param name="Variant">Its id.</param>
/// <param name="Execute">Runs it with a number of threads.</param>
internal sealed record CandidateKernel(string Variant, PlacedRun Execute);

/// <summary>Runs a call.</summary>
internal delegate void AttentionRun(in AttentionCall call);

/// <summary>Starts a run of a placed call, with a number of threads where the target has such; 0 means one per processor.</summary>
internal delegate void PlacedRun(PlacedCall call, int threads);
