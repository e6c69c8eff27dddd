using System.Diagnostics;
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
        var address = new MeasurementAddress(target, spec, options.Threads);
        var stored = EarlierResults.Read(address, database.Location);
        var earlier = options.Again ? EarlierResults.None(address) : stored;
        var conditions = Join(data.Describe(), options.Cache == CacheState.Cold ? ResumeNotes.ColdCaches : "");
        var recorder = new MeasurementRecorder(database, target, spec, options.Threads, Join(options.Comment, conditions));
        var failures = new FailureReport(recorder, options.Shapes, earlier, stored);
        foreach (var candidate in target.Candidates(spec).Where(one => one.WhyNot is not null))
            failures.Add(new FailedCandidate(candidate.Variant, TuningStatus.Infeasible, candidate.WhyNot!));
        using var pool = new CandidatePool(target, data, options, failure =>
        {
            progress.Note($"{failure.Variant}: {TuningStatusText.Of(failure.Status)}: {failure.Message.Split('\n')[0]}");
            failures.Add(failure);
        });
        var context = new SweepContext(target, strategy, pool, earlier, recorder, progress, options);
        var measured = Measure(context, data, address, stored, conditions, cancellation);
        if (measured == 0 && pool.Failed == 0 && !cancellation.IsCancellationRequested)
            progress.Note($"{spec.Name}: everything was measured before; --again measures anew.");
        return new TuneOutcome(spec, measured, pool.Failed);
    }

    private int Measure(
        SweepContext context, DataSource data, MeasurementAddress address, EarlierResults stored, string conditions, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var measured = 0;
        for (var i = 0; i < options.Shapes.Count && !cancellation.IsCancellationRequested; i++)
        {
            var shape = options.Shapes[i];
            var space = SearchSpace.Of(address, context.Earlier, database.Location, shape);
            if (space.Ranked.Count == 0)
                continue;
            foreach (var note in ResumeNotes.Of(stored, options.Again, space.Ranked, shape, options.Shapes, conditions))
                progress.Note(note);
            var share = Max(TimeSpan.Zero, options.Budget - watch.Elapsed) / (options.Shapes.Count - i);
            using var sweep = new ShapeSweep(context, data, shape, space, share, cancellation);
            measured += sweep.Run();
        }
        return measured;
    }

    private static string Join(params IEnumerable<string> texts) => string.Join("; ", texts.Where(text => text.Length > 0));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

/// <summary>What came of tuning one spec.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Measured">Measurements stored.</param>
/// <param name="Failed">Variants that came to nothing.</param>
internal sealed record TuneOutcome(SpecEntry Spec, int Measured, int Failed);
