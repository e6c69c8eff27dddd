using System.Diagnostics;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Measurement;

/// <summary>
/// Times variants on one problem. Short runs are repeated, so that one sample is long against the clock and the threads' start. A variant that
/// fails is never run again, and the tensors are placed anew for the others.
/// </summary>
internal sealed class KernelTimer : IDisposable
{
    /// <summary>What a sample takes at least; shorter runs are repeated.</summary>
    public static readonly TimeSpan ShortestSample = TimeSpan.FromMilliseconds(2);

    /// <summary>How long threads need after work of another kind, deciding what to sample next for example, until each has a core of its own again.</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromMilliseconds(50);

    private const ulong Seed = 7;

    private const int FewestWarmUpRounds = 2;

    private readonly AttentionBuffers _buffers;
    private readonly ITuningTarget _target;
    private readonly int _threads;
    private readonly CacheEvictor? _evictor;
    private readonly Action<CandidateKernel, Exception> _failed;
    private readonly HashSet<CandidateKernel> _broken = [];
    private PlacedCall _call;
    private int _repetitions = 1;

    /// <summary>Prepares the inputs.</summary>
    /// <param name="facts">The spec.</param>
    /// <param name="shape">The problem.</param>
    /// <param name="threads">Threads of every run.</param>
    /// <param name="data">The spec's data.</param>
    /// <param name="target">Where variants run.</param>
    /// <param name="failed">Told once of every variant that fails, and why.</param>
    /// <param name="cache">What the caches hold when a run starts.</param>
    public KernelTimer(
        SpecFacts facts, AttentionShape shape, int threads, DataSource data, ITuningTarget target, Action<CandidateKernel, Exception> failed,
        CacheState cache = CacheState.Warm)
    {
        _target = target;
        _threads = threads;
        _evictor = cache == CacheState.Cold ? new CacheEvictor(threads) : null;
        _failed = failed;
        _buffers = new AttentionBuffers(facts, shape, data.For(shape));
        try
        {
            _buffers.FillNormal(Seed);
            _call = Place();
        }
        catch
        {
            _buffers.Dispose();
            _evictor?.Dispose();
            throw;
        }
    }

    /// <summary>Sets how often a sample repeats the run, from the second run of a variant.</summary>
    /// <returns>What a sample takes, with everything around it; null when the variant failed.</returns>
    public TimeSpan? Calibrate(CandidateKernel kernel)
    {
        _repetitions = 1;
        Sample(kernel);
        var start = Stopwatch.GetTimestamp();
        if (Sample(kernel) is not { } once)
            return null;
        var around = Stopwatch.GetElapsedTime(start);
        // With cold caches only the first of several runs would be what is wanted.
        _repetitions = once > TimeSpan.Zero && _evictor is null ? (int)Math.Clamp(Math.Ceiling(ShortestSample / once), 1, 10_000) : 1;
        return around * _repetitions;
    }

    /// <summary>Runs all variants in turn until the compiler has settled.</summary>
    /// <param name="kernels">The variants.</param>
    /// <param name="limit">When to stop at the latest.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    public void WarmUp(IReadOnlyList<CandidateKernel> kernels, TimeSpan limit, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var jit = new JitActivity();
        for (var round = 1; ; round++)
        {
            foreach (var kernel in kernels)
            {
                if (cancellation.IsCancellationRequested)
                    return;
                Sample(kernel);
            }
            if ((jit.IsQuiet && round >= FewestWarmUpRounds) || watch.Elapsed >= limit)
                return;
        }
    }

    /// <summary>Runs a variant for a while without asking how long it takes.</summary>
    public void Settle(CandidateKernel kernel)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < SettlingTime && Sample(kernel) is not null)
        {
        }
    }

    /// <summary>One sample: the time of one run; null when the variant failed, now or before.</summary>
    public TimeSpan? Sample(CandidateKernel kernel)
    {
        if (_broken.Contains(kernel))
            return null;
        _evictor?.Evict();
        try
        {
            return _call.Measure(kernel, _threads, _repetitions);
        }
        catch (Exception error) when (KernelFailure.Is(error))
        {
            _broken.Add(kernel);
            _failed(kernel, error);
            _call.Dispose();
            _call = Place();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _call.Dispose();
        _buffers.Dispose();
        _evictor?.Dispose();
    }

    private PlacedCall Place() => _target.Place(_buffers.Facts, _buffers.Call());
}
