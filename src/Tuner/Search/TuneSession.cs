using System.Diagnostics;
using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>Tunes specs on one target: ranks, compiles, checks, measures, stores.</summary>
internal sealed class TuneSession(
    ITuningTarget target, ISearchStrategy strategy, TuningDatabaseWriter database, ITuneProgress progress, TuneOptions options)
{
    // Emitting and compiling a batch costs less per variant than one by one; more would make the first results late.
    private const int BatchSize = 8;

    // Of a spec's budget at most this share goes into compiling and checking; the rest measures what there is.
    private const double PreparationShare = 0.35;

    // And at most this share into running what compiled until the JIT is done with it.
    private const double SettlingShare = 0.15;

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
        var watch = Stopwatch.StartNew();
        var comment = string.Join("; ", new[] { options.Comment, data.Describe() }.Where(text => text.Length > 0));
        var recorder = new MeasurementRecorder(database, target, spec, options.Threads, comment);
        var done = options.Again ? [] : MeasuredKeys.Read(database.Location, spec.Hash);
        var candidates = target.Candidates(spec);
        foreach (var shape in options.Shapes)
        {
            foreach (var candidate in candidates.Where(one => one.WhyNot is not null && !done.Contains(recorder.Key(one.Variant, shape))))
                recorder.Failed(candidate.Variant, shape, TuningStatus.Infeasible, candidate.WhyNot!);
        }
        var pending = Pending(candidates, recorder, done);
        if (pending.Count == 0)
        {
            progress.Note($"{spec.Name}: everything was measured before; --again measures anew.");
            return new TuneOutcome(spec, 0, 0);
        }
        using var pool = new CandidatePool(target, spec, data, options.Threads);
        try
        {
            Prepare(pool, spec, pending, watch, cancellation);
            pool.Settle(options.Budget * SettlingShare, cancellation);
        }
        finally
        {
            // Also when the device does not recover from the last of them: the next run then goes on without it.
            foreach (var failure in pool.Failures)
                Report(failure, recorder, done);
        }
        var measured = Measure(pool, data, recorder, done, watch, cancellation);
        return new TuneOutcome(spec, measured, pool.Failures.Count);
    }

    // Candidates with something left to measure, for any shape.
    private List<string> Pending(IReadOnlyList<Candidate> candidates, MeasurementRecorder recorder, HashSet<TuningKey> done)
        => [.. candidates
            .Where(candidate => candidate.WhyNot is null)
            .Where(candidate => options.Shapes.Any(shape => !done.Contains(recorder.Key(candidate.Variant, shape))))
            .Select(candidate => candidate.Variant)];

    private void Prepare(CandidatePool pool, SpecEntry spec, List<string> pending, Stopwatch watch, CancellationToken cancellation)
    {
        var ranked = strategy.Rank(pending, variant => options.Shapes.Sum(shape => target.Cost(spec, variant, ShapeBucket.Of(shape))));
        foreach (var batch in ranked.Chunk(BatchSize))
        {
            if (cancellation.IsCancellationRequested || (pool.Kernels.Count > 0 && watch.Elapsed > options.Budget * PreparationShare))
                return;
            progress.Update($"compiling and checking {pool.Kernels.Count + batch.Length} of {ranked.Count} variants");
            pool.Add(batch, cancellation);
        }
    }

    private void Report(FailedCandidate failure, MeasurementRecorder recorder, HashSet<TuningKey> done)
    {
        progress.Note($"{failure.Variant}: {TuningStatusText.Of(failure.Status)}: {failure.Message.Split('\n')[0]}");
        foreach (var shape in options.Shapes.Where(shape => !done.Contains(recorder.Key(failure.Variant, shape))))
            recorder.Failed(failure.Variant, shape, failure.Status, failure.Message, failure.MaxError);
    }

    private int Measure(
        CandidatePool pool, DataSource data, MeasurementRecorder recorder, HashSet<TuningKey> done, Stopwatch watch,
        CancellationToken cancellation)
    {
        var measured = 0;
        var sweep = new ShapeSweep(target, strategy, recorder, progress);
        for (var i = 0; i < options.Shapes.Count && !cancellation.IsCancellationRequested; i++)
        {
            var shape = options.Shapes[i];
            var open = pool.Kernels
                .Where(kernel => !done.Contains(recorder.Key(kernel.Kernel.Variant, shape)))
                .ToDictionary(kernel => kernel.Kernel.Variant);
            if (open.Count == 0 || pool.Facts is not { } facts)
                continue;
            var ranked = strategy.Rank([.. open.Keys], variant => target.Cost(data.Spec, variant, ShapeBucket.Of(shape)));
            var share = Max(TimeSpan.Zero, options.Budget - watch.Elapsed) / (options.Shapes.Count - i);
            measured += sweep.Run(facts, data, shape, [.. ranked.Select(variant => open[variant])], options.Threads, share, cancellation);
        }
        return measured;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}

/// <summary>What came of tuning one spec.</summary>
/// <param name="Spec">The spec.</param>
/// <param name="Measured">Measurements stored.</param>
/// <param name="Failed">Variants that came to nothing.</param>
internal sealed record TuneOutcome(SpecEntry Spec, int Measured, int Failed);
