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

/// <summary>Compiles variants in batches and checks each against the oracle.</summary>
internal sealed class CandidatePool(ITuningTarget target, SpecEntry spec, DataSource data, int threads) : IDisposable
{
    private readonly List<CheckedKernel> _kernels = [];
    private readonly List<FailedCandidate> _failures = [];
    private CheckSet? _checks;

    /// <summary>What compiled and is correct.</summary>
    public IReadOnlyList<CheckedKernel> Kernels => _kernels;

    /// <summary>What did not.</summary>
    public IReadOnlyList<FailedCandidate> Failures => _failures;

    /// <summary>The spec's facts, once something compiled.</summary>
    public SpecFacts? Facts { get; private set; }

    /// <summary>Compiles and checks some more variants.</summary>
    public void Add(IReadOnlyList<string> variants, CancellationToken cancellation)
    {
        foreach (var kernel in Compile(variants))
        {
            if (cancellation.IsCancellationRequested)
                return;
            Check(kernel);
        }
    }

    /// <summary>Brings the correct variants to their final speed.</summary>
    public void Settle(TimeSpan limit, CancellationToken cancellation)
    {
        if (target.IsJitted && Facts is { } facts)
            Settling.Run(facts, data, target, [.. _kernels.Select(kernel => kernel.Kernel)], threads, limit, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _checks?.Dispose();

    private IReadOnlyList<CandidateKernel> Compile(IReadOnlyList<string> variants)
    {
        try
        {
            var compiled = target.Compile(spec, variants);
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
            _failures.Add(new FailedCandidate(variants[0], TuningStatus.CompileError, KernelFailure.Head(error.Message)));
            return [];
        }
    }

    private void Check(CandidateKernel kernel)
    {
        try
        {
            var (maxError, wrong) = _checks!.Check(kernel, threads);
            if (wrong is null)
                _kernels.Add(new CheckedKernel(kernel, maxError));
            else
                _failures.Add(new FailedCandidate(kernel.Variant, TuningStatus.WrongResult, wrong, maxError));
        }
        catch (Exception error) when (KernelFailure.Is(error))
        {
            _failures.Add(new FailedCandidate(kernel.Variant, TuningStatus.LaunchError, KernelFailure.Describe(error)));
        }
    }
}
