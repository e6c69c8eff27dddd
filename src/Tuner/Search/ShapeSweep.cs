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
        using var timer = new KernelTimer(facts, shape, threads, data, target);
        var sample = timer.Calibrate(ranked[0].Kernel);
        var listed = ranked.Take(strategy.Shortlist(ranked.Count, sample, budget * (1 - WarmUpShare))).ToList();
        var kernels = WithoutHopeless(timer, shape, listed, sample, cancellation);
        timer.WarmUp([.. kernels.Select(kernel => kernel.Kernel)], budget * WarmUpShare, cancellation);
        var series = kernels.Select(kernel => new Series(kernel)).ToList();
        Rounds(timer, shape, series, watch, budget, cancellation);
        return series.Count(one => one.Samples.Count > 0);
    }

    private void Rounds(
        KernelTimer timer, in AttentionShape shape, List<Series> series, Stopwatch watch, TimeSpan budget, CancellationToken cancellation)
    {
        var active = series;
        for (var done = 0; strategy.WantsRound(done, watch.Elapsed, budget); done++)
        {
            foreach (var one in active)
            {
                if (cancellation.IsCancellationRequested)
                    return;
                one.Samples.Add(timer.Sample(one.Kernel.Kernel).TotalMicroseconds);
                Store(one, shape);
                progress.Update($"{ShapeText.Write(shape)}: round {done + 1}, {active.Count} variants");
            }
            active = [.. active.OrderBy(one => one.Samples.Median).Take(strategy.Survivors(done + 1, active.Count))];
        }
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
            var took = timer.Sample(kernel.Kernel);
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

    private void Store(Series one, in AttentionShape shape)
    {
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
    }
}
