using KernelGen.Selection;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Search;

/// <summary>What the tuner needs of one family on one device. Other families join by implementing it.</summary>
internal interface ITuningTarget
{
    /// <summary>The family, for example <c>cpu.simd</c>.</summary>
    string Family { get; }

    /// <summary>The device key.</summary>
    string DeviceKey { get; }

    /// <summary>The version of the family's emitter.</summary>
    int EmitterVersion { get; }

    /// <summary>Every variant worth a thought, with the reason where one is impossible.</summary>
    IReadOnlyList<Candidate> Candidates(SpecEntry spec);

    /// <summary>The cost model's relative cost; smaller is better.</summary>
    double Cost(SpecEntry spec, string variant, in ShapeBucket bucket);

    /// <summary>Emits, compiles and loads variants.</summary>
    /// <exception cref="Compilation.SpecCompilationException">Emitted code does not compile.</exception>
    CompiledCandidates Compile(SpecEntry spec, IReadOnlyList<string> variants);
}

/// <summary>A variant of the config space.</summary>
/// <param name="Variant">Its id.</param>
/// <param name="WhyNot">Why it is impossible for the spec, or null.</param>
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
internal sealed record CandidateKernel(string Variant, ThreadedRun Execute);

/// <summary>Runs a call.</summary>
internal delegate void AttentionRun(in AttentionCall call);

/// <summary>Runs a call with a number of threads, 0 meaning one per processor.</summary>
internal delegate void ThreadedRun(in AttentionCall call, int threads);
