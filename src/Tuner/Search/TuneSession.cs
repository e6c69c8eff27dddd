using System.Diagnostics;
using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>Tunes specs on one target: searches for each shape, with what compiles, is correct and was not measured before.</summary>
internal sealed class TuneSession(
    ITuningTarget target, ISearchStrategy strategy, TuningDatabaseWriter database, ITuneProgress progress, TuneOptions options)
{
    /// <summary>Tunes one spec.</summary>
    /// <param name="data">Its data.</param>
    /// <param name="cancellation">Stops between two samples.</param>
    /// <returns>What came of it.</returns>
    public TuneOutcome Tune(DataSource data, CancellationToken cancellation)
    {
        var spec = data.Spec;
        if (target.WhyNotSpec(spec) is { } reason)
        {
            progress.Note($"{spec.Name} is skipped: {reason}.");
            return new TuneOutcome(spec, 0, 0);
        }
        var comment = string.Join("; ", new[] { options.Comment, data.Describe(), options.Cache == CacheState.Cold ? "cold caches" : "" }.Where(text => text.Length > 0));
        var recorder = new MeasurementRecorder(database, target, spec, options.Threads, comment);
        var earlier = options.Again ? EarlierResults.None : EarlierResults.Read(database.Location, spec.Hash);
        var candidates = target.Candidates(spec);
        foreach (var candidate in candidates.Where(one => one.WhyNot is not null))
            Report(new FailedCandidate(candidate.Variant, TuningStatus.Infeasible, candidate.WhyNot!), recorder, earlier);
        using var pool = new CandidatePool(target, data, options, failure => Note(failure, recorder, earlier));
        var context = new SweepContext(target, strategy, pool, earlier, recorder, progress, options);
        var measured = Measure(context, data, [.. candidates.Where(one => one.WhyNot is null).Select(one => one.Variant)], cancellation);
        if (measured == 0 && pool.Failed == 0 && !cancellation.IsCancellationRequested)
            progress.Note($"{spec.Name}: everything was measured before; --again measures anew.");
        return new TuneOutcome(spec, measured, pool.Failed);
    }

    private int Measure(SweepContext context, DataSource data, IReadOnlyList<string> variants, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var measured = 0;
        for (var i = 0; i < options.Shapes.Count && !cancellation.IsCancellationRequested; i++)
        {
            var shape = options.Shapes[i];
            var space = new SearchSpace(
                [.. variants.Where(variant => !context.Earlier.Failed(context.Recorder.Key(variant, shape)))],
                variant => target.Cost(data.Spec, variant, shape),
                NearbyWinners.Of(database.Location, data.Spec.Hash, target.DeviceKey, ShapeBucket.Of(shape)));
            if (space.Ranked.Count == 0)
                continue;
            var share = Max(TimeSpan.Zero, options.Budget - watch.Elapsed) / (options.Shapes.Count - i);
            using var sweep = new ShapeSweep(context, data, shape, space, share, cancellation);
            measured += sweep.Run();
        }
        return measured;
    }

    private void Note(FailedCandidate failure, MeasurementRecorder recorder, EarlierResults earlier)
    {
        progress.Note($"{failure.Variant}: {TuningStatusText.Of(failure.Status)}: {failure.Message.Split('\n')[0]}");
        Report(failure, recorder, earlier);
    }

    private void Report(FailedCandidate failure, MeasurementRecorder recorder, EarlierResults earlier)
    {
        foreach (var shape in options.Shapes.Where(shape => !earlier.Knows(recorder.Key(failure.Variant, shape))))
            recorder.Failed(failure.Variant, shape, failure.Status, failure.Message, failure.MaxError);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

/// <summary>What came of tuning one spec.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Measured">Measurements stored.</param>
/// <param name="Failed">Variants that came to nothing.</param>
internal sealed record TuneOutcome(SpecEntry Spec, int Measured, int Failed);
