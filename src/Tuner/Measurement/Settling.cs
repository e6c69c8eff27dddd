using System.Diagnostics;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Search;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Measurement;

/// <summary>
/// Brings variants to their final speed before any of them is timed. The JIT optimises a method once it was called 30 times and nothing
/// else was compiled for a while; on the problems that are measured, reaching that could eat the whole budget.
/// </summary>
internal static class Settling
{
    private const ulong Seed = 11;

    private const int FewestRounds = 3;

    // Many heads with few rows call a kernel often for little work. The keys give full tiles and partial ones, so that the JIT's profile
    // of which branch is hot is that of real calls; and a decode step.
    private static readonly AttentionShape[] Shapes = [new(1, 32, 32, 12, 640), new(1, 32, 32, 1, 640)];

    /// <summary>Runs the variants in turn until the compiler has settled.</summary>
    /// <param name="facts">The spec.</param>
    /// <param name="data">The spec's data.</param>
    /// <param name="target">Where they run.</param>
    /// <param name="kernels">The variants.</param>
    /// <param name="threads">Threads of every run.</param>
    /// <param name="limit">When to stop at the latest.</param>
    /// <param name="failed">Told of every variant that fails, which is not run again: the problems have more heads than those of the check.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    public static void Run(
        SpecFacts facts, DataSource data, ITuningTarget target, IReadOnlyList<CandidateKernel> kernels, int threads, TimeSpan limit,
        Action<FailedCandidate> failed, CancellationToken cancellation)
    {
        var problems = Shapes.Select(shape => new AttentionBuffers(facts, shape, data.Synthetic(shape))).ToList();
        try
        {
            foreach (var problem in problems)
                problem.FillNormal(Seed);
            Rounds(problems, [.. kernels], (problem, kernel) => Failure(target, problem, kernel, threads), limit, failed, cancellation);
        }
        finally
        {
            foreach (var problem in problems)
                problem.Dispose();
        }
    }

    private static void Rounds(
        List<AttentionBuffers> problems, List<CandidateKernel> kernels, Func<AttentionBuffers, CandidateKernel, FailedCandidate?> run, TimeSpan limit,
        Action<FailedCandidate> failed, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var jit = new JitActivity();
        for (var round = 0; kernels.Count > 0 && (round < FewestRounds || !jit.IsQuiet); round++)
        {
            foreach (var (kernel, problem) in kernels.SelectMany(kernel => problems.Select(problem => (kernel, problem))).ToList())
            {
                if (cancellation.IsCancellationRequested || watch.Elapsed >= limit)
                    return;
                if (!kernels.Contains(kernel) || run(problem, kernel) is not { } failure)
                    continue;
                kernels.Remove(kernel);
                failed(failure);
            }
        }
    }

    private static FailedCandidate? Failure(ITuningTarget target, AttentionBuffers problem, CandidateKernel kernel, int threads)
    {
        try
        {
            using var call = target.Place(problem.Facts, problem.Call());
            kernel.Execute(call, threads);
            return null;
        }
        catch (Exception error) when (KernelFailure.Is(error))
        {
            return new FailedCandidate(kernel.Variant, TuningStatus.LaunchError, KernelFailure.Describe(error));
        }
    }
}
