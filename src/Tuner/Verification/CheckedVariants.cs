using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Verification;

/// <summary>Variants of a spec, compiled and run on the problems of the check.</summary>
internal sealed class CheckedVariants
{
    private readonly Dictionary<string, CandidateKernel> _kernels = [];
    private readonly Dictionary<string, FailedCandidate> _failures = [];

    /// <summary>Compiles and checks.</summary>
    /// <param name="target">Where they run.</param>
    /// <param name="data">The spec and its data.</param>
    /// <param name="variants">Their ids.</param>
    /// <param name="threads">Threads of every run.</param>
    /// <param name="cancellation">Stops between two variants.</param>
    public CheckedVariants(ITuningTarget target, DataSource data, IReadOnlyList<string> variants, int threads, CancellationToken cancellation)
    {
        using var check = new CandidateCheck(target, data, threads, failure => _failures.Add(failure.Variant, failure));
        foreach (var correct in check.Run(variants, cancellation))
            _kernels.Add(correct.Kernel.Variant, correct.Kernel);
        Facts = check.Facts;
    }

    /// <summary>Brings what is correct to its final speed; what fails meanwhile is wrong from then on.</summary>
    /// <param name="target">Where they run.</param>
    /// <param name="data">The spec and its data.</param>
    /// <param name="threads">Threads of every run.</param>
    /// <param name="limit">When to stop at the latest.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    public void Settle(ITuningTarget target, DataSource data, int threads, TimeSpan limit, CancellationToken cancellation)
    {
        if (!target.IsJitted || Facts is not { } facts)
            return;
        Settling.Run(facts, data, target, [.. _kernels.Values], threads, limit, failure =>
        {
            _kernels.Remove(failure.Variant);
            _failures.Add(failure.Variant, failure);
        }, cancellation);
    }

    /// <summary>The spec's facts; null when nothing compiled.</summary>
    public SpecFacts? Facts { get; }

    /// <summary>A variant that is correct; null when it is not, or was not checked.</summary>
    public CandidateKernel? Correct(string variant) => _kernels.GetValueOrDefault(variant);

    /// <summary>What is wrong with a variant; null when nothing is, or it was not checked.</summary>
    public FailedCandidate? Wrong(string variant) => _failures.GetValueOrDefault(variant);

    /// <summary>Every variant with which something is wrong.</summary>
    public IEnumerable<FailedCandidate> AllWrong => _failures.Values;
}
