using System.Diagnostics;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Measurement;

/// <summary>
/// Times variants on one problem. Short runs are repeated, so that one sample is long against the clock and the threads' start.
/// </summary>
internal sealed class KernelTimer : IDisposable
{
    private const ulong Seed = 7;

    private static readonly TimeSpan ShortestSample = TimeSpan.FromMilliseconds(2);

    private const int FewestWarmUpRounds = 2;

    private readonly AttentionBuffers _buffers;
    private readonly PlacedCall _call;
    private readonly int _threads;
    private int _repetitions = 1;

    /// <summary>Prepares the inputs.</summary>
    public KernelTimer(SpecFacts facts, AttentionShape shape, int threads, DataSource data, ITuningTarget target)
    {
        _buffers = new AttentionBuffers(facts, shape, data.For(shape));
        _buffers.FillNormal(Seed);
        _threads = threads;
        _call = target.Place(facts, _buffers.Call());
    }

    /// <summary>
    /// Sets how often a sample repeats the run, from the second run of a variant.
    /// </summary>
    /// <returns>What a sample takes.</returns>
    public TimeSpan Calibrate(CandidateKernel kernel)
    {
        _repetitions = 1;
        Sample(kernel);
        var once = Sample(kernel);
        _repetitions = (int)Math.Clamp(Math.Ceiling(ShortestSample / once), 1, 10_000);
        return once * _repetitions;
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

    /// <summary>One sample: the time of one run.</summary>
    public TimeSpan Sample(CandidateKernel kernel)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < _repetitions; i++)
            kernel.Execute(_call, _threads);
        _call.Wait();
        return Stopwatch.GetElapsedTime(start) / _repetitions;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _call.Dispose();
        _buffers.Dispose();
    }
}
