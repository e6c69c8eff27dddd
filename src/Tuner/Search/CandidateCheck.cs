using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>A variant that compiled and passed the check.</summary>
/// <param name="Kernel">The variant.</param>
/// <param name="MaxError">Its largest error in the check.</param>
internal sealed record CheckedKernel(CandidateKernel Kernel, double MaxError);

/// <summary>A variant that came to nothing.</summary>
/// <param name="Variant">Its id.</param>
/// <param name="Status">How.</param>
/// <param name="Message">Why.</param>
/// <param name="MaxError">Its largest error, when it ran.</param>
internal sealed record FailedCandidate(string Variant, TuningStatus Status, string Message, double? MaxError = null);

/// <summary>Compiles variants of a spec, and runs each on the problems of the check.</summary>
/// <param name="target">Where they run.</param>
/// <param name="data">The spec and its data.</param>
/// <param name="threads">Threads of every run; 0 means one per processor.</param>
/// <param name="failed">Told of every variant that does not compile, fails, or is wrong.</param>
internal sealed class CandidateCheck(ITuningTarget target, DataSource data, int threads, Action<FailedCandidate> failed) : IDisposable
{
    private CheckSet? _checks;

    /// <summary>The spec's facts, once something compiled.</summary>
    public SpecFacts? Facts { get; private set; }

    /// <summary>Compiles the variants together, and yields those that are correct, each as soon as that is known.</summary>
    /// <param name="variants">Their ids.</param>
    /// <param name="cancellation">Stops between two variants.</param>
    public IEnumerable<CheckedKernel> Run(IReadOnlyList<string> variants, CancellationToken cancellation)
    {
        foreach (var kernel in Compile(variants))
        {
            if (cancellation.IsCancellationRequested)
                yield break;
            if (Check(kernel) is { } correct)
                yield return correct;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _checks?.Dispose();

    private IReadOnlyList<CandidateKernel> Compile(IReadOnlyList<string> variants)
    {
        try
        {
            var compiled = target.Compile(data.Spec, variants);
            Facts ??= compiled.Facts;
            _checks ??= new CheckSet(compiled.Facts, compiled.Oracle, compiled.Reference, data, target);
            return compiled.Kernels;
        }
        catch (SpecCompilationException) when (variants.Count > 1)
        {
            // One bad variant spoils its whole batch, so find it.
            return [.. variants.SelectMany(variant => Compile([variant]))];
        }
        catch (SpecCompilationException error)
        {
            failed(new FailedCandidate(variants[0], TuningStatus.CompileError, KernelFailure.Head(error.Message)));
            return [];
        }
    }

    private CheckedKernel? Check(CandidateKernel kernel)
    {
        try
        {
            var (maxError, wrong) = _checks!.Check(kernel, threads);
            if (wrong is null)
                return new CheckedKernel(kernel, maxError);
            failed(new FailedCandidate(kernel.Variant, TuningStatus.WrongResult, wrong, maxError));
        }
        catch (Exception error) when (KernelFailure.Is(error))
        {
            failed(new FailedCandidate(kernel.Variant, TuningStatus.LaunchError, KernelFailure.Describe(error)));
        }
        return null;
    }
}
