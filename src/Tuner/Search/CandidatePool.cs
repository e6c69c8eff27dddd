using System.Diagnostics;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;

namespace KernelGen.Tuner.Search;

/// <summary>Compiles variants when a search first asks for them, in batches, checks each against the oracle, and brings them to their speed.</summary>
internal sealed class CandidatePool : IDisposable
{
    /// <summary>Emitting and compiling so many at once costs less per variant than one by one; more would make the first results late.</summary>
    public const int BatchSize = 8;

    /// <summary>Of a spec's budget at most this share goes into running what compiled until the JIT is done with it.</summary>
    public const double SettlingShare = 0.15;

    // And at most this share into compiling and checking; the rest measures what there is.
    private const double PreparationShare = 0.35;

    private readonly Dictionary<string, CheckedKernel> _kernels = [];
    private readonly HashSet<string> _failed = [];
    private readonly ITuningTarget _target;
    private readonly DataSource _data;
    private readonly TuneOptions _options;
    private readonly CandidateCheck _check;
    private readonly Action<FailedCandidate> _fail;
    private TimeSpan _preparing, _settling;

    /// <summary>A pool with nothing in it.</summary>
    /// <param name="target">Where variants run.</param>
    /// <param name="data">The spec and its data.</param>
    /// <param name="options">The budget, and the threads of every run.</param>
    /// <param name="failed">Told of every variant that comes to nothing.</param>
    public CandidatePool(ITuningTarget target, DataSource data, TuneOptions options, Action<FailedCandidate> failed)
    {
        (_target, _data, _options) = (target, data, options);
        _fail = candidate =>
        {
            _kernels.Remove(candidate.Variant);
            _failed.Add(candidate.Variant);
            failed(candidate);
        };
        _check = new CandidateCheck(target, data, options.Threads, _fail);
    }

    /// <summary>The spec's facts, once something compiled.</summary>
    public SpecFacts? Facts => _check.Facts;

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
        List<CandidateKernel> fresh = [];
        var watch = Stopwatch.StartNew();
        var done = 0;
        foreach (var batch in missing.Chunk(BatchSize))
        {
            if (cancellation.IsCancellationRequested || (_kernels.Count > 0 && _preparing + watch.Elapsed > _options.Budget * PreparationShare))
                break;
            started(done += batch.Length, missing.Count);
            foreach (var kernel in _check.Run(batch, cancellation))
            {
                _kernels.Add(kernel.Kernel.Variant, kernel);
                fresh.Add(kernel.Kernel);
            }
        }
        _preparing += watch.Elapsed;
        Settle(fresh, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _check.Dispose();

    private void Settle(IReadOnlyList<CandidateKernel> kernels, CancellationToken cancellation)
    {
        if (!_target.IsJitted || kernels.Count == 0 || Facts is not { } facts)
            return;
        var watch = Stopwatch.StartNew();
        Settling.Run(facts, _data, _target, kernels, _options.Threads, _options.Budget * SettlingShare - _settling, _fail, cancellation);
        _settling += watch.Elapsed;
    }
}
