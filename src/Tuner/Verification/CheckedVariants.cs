using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;
using KernelGen.Tuning;

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
        CheckSet? checks = null;
        try
        {
            foreach (var kernel in Compile(target, data, variants))
            {
                if (cancellation.IsCancellationRequested)
                    return;
                checks ??= new CheckSet(Compiled!.Facts, Compiled.Oracle, Compiled.Reference, data, target);
                Check(checks, kernel, threads);
            }
        }
        finally
        {
            checks?.Dispose();
        }
    }

    /// <summary>What the last of them was compiled with; null when nothing compiled.</summary>
    public CompiledCandidates? Compiled { get; private set; }

    /// <summary>A variant that is correct; null when it is not, or was not checked.</summary>
    public CandidateKernel? Correct(string variant) => _kernels.GetValueOrDefault(variant);

    /// <summary>What is wrong with a variant; null when nothing is, or it was not checked.</summary>
    public FailedCandidate? Wrong(string variant) => _failures.GetValueOrDefault(variant);

    /// <summary>Every variant with which something is wrong.</summary>
    public IEnumerable<FailedCandidate> AllWrong => _failures.Values;

    private IReadOnlyList<CandidateKernel> Compile(ITuningTarget target, DataSource data, IReadOnlyList<string> variants)
    {
        try
        {
            Compiled = target.Compile(data.Spec, variants);
            return Compiled.Kernels;
        }
        catch (SpecCompilationException) when (variants.Count > 1)
        {
            // One that does not compile spoils all, so find it.
            return [.. variants.SelectMany(variant => Compile(target, data, [variant]))];
        }
        catch (SpecCompilationException error)
        {
            _failures.Add(variants[0], new FailedCandidate(variants[0], TuningStatus.CompileError, KernelFailure.Head(error.Message)));
            return [];
        }
    }

    private void Check(CheckSet checks, CandidateKernel kernel, int threads)
    {
        try
        {
            var (maxError, wrong) = checks.Check(kernel, threads);
            if (wrong is null)
                _kernels.Add(kernel.Variant, kernel);
            else
                _failures.Add(kernel.Variant, new FailedCandidate(kernel.Variant, TuningStatus.WrongResult, wrong, maxError));
        }
        catch (Exception error) when (KernelFailure.Is(error))
        {
            _failures.Add(kernel.Variant, new FailedCandidate(kernel.Variant, TuningStatus.LaunchError, KernelFailure.Describe(error)));
        }
    }
}
