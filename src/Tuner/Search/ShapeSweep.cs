using System.Diagnostics;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>
/// Measures variants for one shape in interleaved rounds, so that a machine that gets slower meanwhile is slower for all of them. Every
/// sample is stored before the next one starts.
/// </summary>
internal sealed class ShapeSweep(ITuningTarget target, ISearchStrategy strategy, MeasurementRecorder recorder, ITuneProgress progress)
{
    // Warming up may take this share of a shape's time.
    private const double WarmUpShare = 0.3;

    // A run this many times slower than the first-ranked variant's cannot win, and measuring it to the end would eat the budget.
    private const double HopelessFactor = 10;

    private static readonly TimeSpan HopelessFloor = TimeSpan.FromSeconds(1);

    /// <summary>Measures.</summary>
    /// <param name="facts">The spec.</param>
    /// <param name="data">The spec's data.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="ranked">The variants, the most promising first.</param>
    /// <param name="threads">Threads of every run.</param>
    /// <param name="budget">The time there is.</param>
    /// <param name="cancellation">Stops between two samples.</param>
    /// <returns>How many variants were measured.</returns>
    public int Run(
        SpecFacts facts, DataSource data, in AttentionShape shape, IReadOnlyList<CheckedKernel> ranked, int threads, TimeSpan budget,
        CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var place = shape;
        using var timer = new KernelTimer(facts, shape, threads, data, target, (kernel, error) => Failed(ranked, kernel, error, place));
        var (first, sample) = Calibrate(timer, ranked);
        var running = ranked.Skip(first).ToList();
        var listed = running.Take(strategy.Shortlist(running.Count, sample, budget * (1 - WarmUpShare))).ToList();
        var kernels = WithoutHopeless(timer, shape, listed, sample, cancellation);
        timer.WarmUp([.. kernels.Select(kernel => kernel.Kernel)], budget * WarmUpShare, cancellation);
        return Rounds(timer, shape, [.. kernels.Select(kernel => new Series(kernel))], watch, budget, cancellation);
    }

    // The first variant that does not fail, and what its sample takes.
    private static (int First, TimeSpan Sample) Calibrate(KernelTimer timer, IReadOnlyList<CheckedKernel> ranked)
    {
        for (var i = 0; i < ranked.Count; i++)
        {
            if (timer.Calibrate(ranked[i].Kernel) is { } sample)
                return (i, sample);
        }
        return (ranked.Count, TimeSpan.Zero);
    }

    // How many variants have samples, and never failed.
    private int Rounds(
        KernelTimer timer, in AttentionShape shape, List<Series> series, Stopwatch watch, TimeSpan budget, CancellationToken cancellation)
    {
        var active = series;
        for (var done = 0; active.Count > 0 && strategy.WantsRound(done, watch.Elapsed, budget); done++)
        {
            foreach (var one in active)
            {
                if (cancellation.IsCancellationRequested)
                    return series.Count(IsMeasured);
                progress.Update($"{ShapeText.Write(shape)}: round {done + 1}, {active.Count} variants");
                if (timer.Sample(one.Kernel.Kernel) is { } took)
                    Store(one, took, shape);
                else
                    one.HasFailed = true;
            }
            active.RemoveAll(one => one.HasFailed);
            active = [.. active.OrderBy(one => one.Samples.Median).Take(strategy.Survivors(done + 1, active.Count))];
        }
        return series.Count(IsMeasured);

        static bool IsMeasured(Series one) => one.Samples.Count > 0 && !one.HasFailed;
    }

    private List<CheckedKernel> WithoutHopeless(
        KernelTimer timer, in AttentionShape shape, List<CheckedKernel> listed, TimeSpan first, CancellationToken cancellation)
    {
        var limit = first * HopelessFactor > HopelessFloor ? first * HopelessFactor : HopelessFloor;
        var kept = new List<CheckedKernel>();
        foreach (var kernel in listed)
        {
            if (cancellation.IsCancellationRequested)
                break;
            if (timer.Sample(kernel.Kernel) is not { } took)
                continue;
            if (took <= limit)
                kept.Add(kernel);
            else
            {
                var message = FormattableString.Invariant(
                    $"one run took {took.TotalSeconds:F1} s; the limit was {limit.TotalSeconds:F1} s");
                recorder.Failed(kernel.Kernel.Variant, shape, TuningStatus.Timeout, message, kernel.MaxError);
            }
        }
        return kept;
    }

    private void Failed(IReadOnlyList<CheckedKernel> kernels, CandidateKernel kernel, Exception error, in AttentionShape shape)
    {
        var message = KernelFailure.Describe(error);
        progress.Note($"{kernel.Variant}: {TuningStatusText.Of(TuningStatus.LaunchError)} at {ShapeText.Write(shape)}: {message.Split('\n')[0]}");
        recorder.Failed(kernel.Variant, shape, TuningStatus.LaunchError, message, kernels.First(one => one.Kernel == kernel).MaxError);
    }

    private void Store(Series one, TimeSpan took, in AttentionShape shape)
    {
        one.Samples.Add(took.TotalMicroseconds);
        if (one.Row is { } row)
            recorder.Continue(row, one.Kernel.Kernel.Variant, shape, one.Samples);
        else
            one.Row = recorder.Begin(one.Kernel.Kernel.Variant, shape, one.Samples, one.Kernel.MaxError);
    }

    private sealed class Series(CheckedKernel kernel)
    {
        public CheckedKernel Kernel { get; } = kernel;

        public SampleSet Samples { get; } = new();

        public long? Row { get; set; }

        public bool HasFailed { get; set; }
    }
}
