using System.Diagnostics;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
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

/// <summary>Compiles variants when a search first asks for them, in batches, checks each against the oracle, and brings them to their speed.</summary>
internal sealed class CandidatePool(ITuningTarget target, DataSource data, TuneOptions options, Action<FailedCandidate> failed) : IDisposable
{
    /// <summary>Emitting and compiling so many at once costs less per variant than one by one; more would make the first results late.</summary>
    public const int BatchSize = 8;

    // Of a spec's budget at most this share goes into compiling and checking; the rest measures what there is.
    private const double PreparationShare = 0.35;

    // And at most this share into running what compiled until the JIT is done with it.
    private const double SettlingShare = 0.15;

    private readonly Dictionary<string, CheckedKernel> _kernels = [];
    private readonly HashSet<string> _failed = [];
    private TimeSpan _preparing, _settling;
    private CheckSet? _checks;

    /// <summary>The spec's facts, once something compiled.</summary>
    public SpecFacts? Facts { get; private set; }

    /// <summary>How many variants came to nothing.</summary>
    public int Failed => _failed.Count;

    /// <summary>A variant that compiled and is correct; null when it did not or was not, or when there was no time to find out.</summary>
    public CheckedKernel? Find(string variant) => _kernels.GetValueOrDefault(variant);

    /// <summary>Compiles, checks and settles variants, as far as there is time.</summary>
    /// <param name="variants">The variants; those that are known already cost nothing.</param>
    /// <param name="started">Told of every batch: variants done and to do.</param>
    /// <param name="cancellation">Stops between two variants.</param>
    public void Prepare(IReadOnlyList<string> variants, Action<int, int> started, CancellationToken cancellation)
    {
        List<string> missing = [.. variants.Where(variant => !_kernels.ContainsKey(variant) && !_failed.Contains(variant))];
        var before = _kernels.Count;
        var watch = Stopwatch.StartNew();
        var done = 0;
        foreach (var batch in missing.Chunk(BatchSize))
        {
            if (cancellation.IsCancellationRequested || (_kernels.Count > 0 && _preparing + watch.Elapsed > options.Budget * PreparationShare))
                break;
            started(done += batch.Length, missing.Count);
            foreach (var kernel in Compile(batch))
            {
                if (!cancellation.IsCancellationRequested)
                    Check(kernel);
            }
        }
        _preparing += watch.Elapsed;
        Settle([.. _kernels.Values.Skip(before).Select(kernel => kernel.Kernel)], cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _checks?.Dispose();

    private void Settle(IReadOnlyList<CandidateKernel> kernels, CancellationToken cancellation)
    {
        if (!target.IsJitted || kernels.Count == 0 || Facts is not { } facts)
            return;
        var watch = Stopwatch.StartNew();
        Settling.Run(facts, data, target, kernels, options.Threads, options.Budget * SettlingShare - _settling, cancellation);
        _settling += watch.Elapsed;
    }

    private void Fail(FailedCandidate candidate)
    {
        _failed.Add(candidate.Variant);
        failed(candidate);
    }

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
            Fail(new FailedCandidate(variants[0], TuningStatus.CompileError, KernelFailure.Head(error.Message)));
            return [];
        }
    }

    private void Check(CandidateKernel kernel)
    {
        try
        {
            var (maxError, wrong) = _checks!.Check(kernel, options.Threads);
            if (wrong is null)
                _kernels.Add(kernel.Variant, new CheckedKernel(kernel, maxError));
            else
                Fail(new FailedCandidate(kernel.Variant, TuningStatus.WrongResult, wrong, maxError));
        }
        catch (Exception error) when (KernelFailure.Is(error))
        {
            Fail(new FailedCandidate(kernel.Variant, TuningStatus.LaunchError, KernelFailure.Describe(error)));
        }
    }
}
