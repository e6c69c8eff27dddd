using System.Diagnostics;
using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Search;

/// <summary>
/// Carries out a search for one shape: samples what the strategy asks for, round by round, and stores every sample before the next one starts.
/// </summary>
internal sealed class ShapeSweep : IDisposable
{
    /// <summary>Warming up may take this share of a shape's time.</summary>
    public const double WarmUpShare = 0.3;

    // A run this many times slower than the first variant's cannot win, and measuring it to the end would eat the budget.
    private const double HopelessFactor = 10;

    private static readonly TimeSpan HopelessFloor = TimeSpan.FromSeconds(1);

    private readonly SweepContext _context;
    private readonly DataSource _data;
    private readonly AttentionShape _shape;
    private readonly SearchSpace _space;
    private readonly TimeSpan _budget;
    private readonly CancellationToken _cancellation;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly SampleLog _log = new();
    private readonly DisturbanceWatch _disturbance = new();
    private readonly StoredSamples _stored;
    private readonly Dictionary<string, Series> _series = [];
    private KernelTimer? _timer;
    private TimeSpan _sample, _warmingUp;

    /// <summary>Prepares a search.</summary>
    /// <param name="context">What all searches of a spec share.</param>
    /// <param name="data">The spec's data.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="space">What there is to choose from.</param>
    /// <param name="budget">The time there is.</param>
    /// <param name="cancellation">Stops between two samples.</param>
    public ShapeSweep(
        SweepContext context, DataSource data, AttentionShape shape, SearchSpace space, TimeSpan budget, CancellationToken cancellation)
    {
        (_context, _data, _shape, _space, _budget, _cancellation) = (context, data, shape, space, budget, cancellation);
        _stored = new StoredSamples(variant => context.Earlier.Times(variant, shape));
        foreach (var variant in space.Ranked)
            _series.Add(variant, new Series(variant));
    }

    /// <summary>Searches.</summary>
    /// <returns>How many variants were measured.</returns>
    public int Run()
    {
        _log.Left = SamplesLeft();
        foreach (var round in _context.Strategy.Rounds(_space, _log))
        {
            if (!Sample(round) || _cancellation.IsCancellationRequested || _watch.Elapsed >= _budget)
                break;
        }
        CompleteTwo();
        foreach (var one in Measured())
            _context.Recorder.Finish(one.Row!.Value, one.Variant, _shape, one.Samples, _log.Corrected(one.Variant), MaxError(one.Variant));
        if (Measured().Any())
            _context.Progress.Note(Verdict());
        return Measured().Count();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private IEnumerable<Series> Measured() => _series.Values.Where(one => one.Row is not null && !_log.IsGone(one.Variant) && one.Samples.Count > 0);

    private double MaxError(string variant) => _context.Pool.Find(variant)!.MaxError;

    // False when there is nothing left to sample, or no more time.
    private bool Sample(IReadOnlyList<string> round)
    {
        Introduce([.. (_stored.Open(round, _log) ?? []).Where(variant => !_stored.HasMore(variant))]);
        if (_cancellation.IsCancellationRequested || _stored.Open(round, _log) is not { } open)
            return false;
        List<Series> present = [.. open.Select(variant => _series[variant])];
        while (present.Count > 0)
        {
            _log.BeginRound();
            _context.Progress.Update($"{ShapeText.Write(_shape)}: round {_log.Rounds}, {present.Count} variants");
            var isMeasured = present.TrueForAll(one => !_stored.HasMore(one.Variant));
            SampleAll(present);
            // Rounds are what variants have in common; one in which all of them failed, or that was interrupted before the first sample, is none.
            if (_log.IsRoundEmpty)
            {
                _log.DiscardRound();
                break;
            }
            if (!isMeasured || _cancellation.IsCancellationRequested || !_disturbance.WantsRepeat(_log, present.Count))
                break;
            foreach (var one in present.Where(one => !_log.IsGone(one.Variant)))
                one.Samples.RemoveLast();
            _log.DiscardRound();
        }
        _log.Left = SamplesLeft();
        return true;
    }

    private void SampleAll(List<Series> present)
    {
        var order = RoundOrder.Of(present, _log.Rounds);
        if (_sample < KernelTimer.SettlingTime && Array.Find(order, one => !_stored.HasMore(one.Variant)) is { } first)
            _timer!.Settle(_context.Pool.Find(first.Variant)!.Kernel);
        foreach (var one in order.TakeWhile(_ => !_cancellation.IsCancellationRequested))
            Sample(one);
    }

    private void Sample(Series one)
    {
        if (_stored.HasMore(one.Variant))
        {
            one.Samples.Add(_stored.Take(one.Variant));
            _log.Add(one.Variant, one.Samples.Times[^1]);
            return;
        }
        if (_log.IsGone(one.Variant) || _timer?.Sample(_context.Pool.Find(one.Variant)!.Kernel) is not { } took)
        {
            _log.Drop(one.Variant);
            return;
        }
        _log.Add(one.Variant, took.TotalMicroseconds);
        one.Samples.Add(took.TotalMicroseconds);
        one.Row = one.Row is { } row
            ? _context.Recorder.Continue(row, one.Variant, _shape, one.Samples, MaxError(one.Variant))
            : _context.Recorder.Begin(one.Variant, _shape, one.Samples, MaxError(one.Variant));
    }

    // Variants that are sampled for the first time: compiled, checked, tried and brought to their speed together.
    private void Introduce(List<string> variants)
    {
        variants.RemoveAll(variant => _series[variant].IsReady);
        if (variants.Count == 0)
            return;
        _context.Pool.Prepare(
            variants, (done, all) => _context.Progress.Update($"{ShapeText.Write(_shape)}: compiling and checking {done} of {all} variants"), _cancellation);
        foreach (var variant in variants.Where(variant => _context.Pool.Find(variant) is null))
            _log.Drop(variant);
        List<CheckedKernel> kernels = [.. variants.Select(_context.Pool.Find).OfType<CheckedKernel>()];
        if (kernels.Count == 0)
            return;
        _timer ??= new KernelTimer(
            _context.Pool.Facts!, _shape, _context.Options.Threads, _data, _context.Target, Failed, _context.Options.Cache);
        Calibrate(kernels);
        var kept = kernels.Where(IsWorthIt).ToList();
        foreach (var kernel in kernels.Except(kept))
            _log.Drop(kernel.Kernel.Variant);
        WarmUp([.. kept.Select(kernel => kernel.Kernel)]);
        foreach (var kernel in kept)
            _series[kernel.Kernel.Variant].IsReady = true;
    }

    private void Calibrate(List<CheckedKernel> kernels)
    {
        for (var i = 0; _sample == TimeSpan.Zero && i < kernels.Count; i++)
            _sample = _timer!.Calibrate(kernels[i].Kernel) ?? TimeSpan.Zero;
    }

    private bool IsWorthIt(CheckedKernel kernel)
    {
        if (_cancellation.IsCancellationRequested || _timer!.Sample(kernel.Kernel) is not { } took)
            return false;
        var limit = _sample * HopelessFactor > HopelessFloor ? _sample * HopelessFactor : HopelessFloor;
        if (took <= limit)
            return true;
        var message = FormattableString.Invariant($"one run took {took.TotalSeconds:F1} s; the limit was {limit.TotalSeconds:F1} s");
        _context.Recorder.Failed(kernel.Kernel.Variant, _shape, TuningStatus.Timeout, message, kernel.MaxError);
        return false;
    }

    private void WarmUp(IReadOnlyList<CandidateKernel> kernels)
    {
        if (kernels.Count == 0)
            return;
        var watch = Stopwatch.StartNew();
        _timer!.WarmUp(kernels, _budget * WarmUpShare - _warmingUp, _cancellation);
        _warmingUp += watch.Elapsed;
    }

    // A winner is only known among two; so much is measured whatever it takes.
    private void CompleteTwo()
    {
        const int wanted = 2;
        while (!_cancellation.IsCancellationRequested)
        {
            List<string> best = [.. _log.ByEstimate.Concat(_space.Ranked).Where(variant => !_log.IsGone(variant)).Distinct().Take(wanted)];
            var open = best.Where(variant => _log.Count(variant) < WinnerRule.FewestSamples).ToList();
            if (open.Count == 0)
                return;
            Sample(best);
        }
    }

    // How many samples there is time for, by what one takes here or took in an earlier run.
    private int SamplesLeft()
    {
        var sample = _sample > TimeSpan.Zero ? _sample : _space.Ranked.Max(StoredTime);
        while (sample == TimeSpan.Zero && !_cancellation.IsCancellationRequested && _space.Ranked.Any(variant => !_log.IsGone(variant)))
        {
            Introduce([.. _space.Ranked.Where(variant => !_log.IsGone(variant)).Take(CandidatePool.BatchSize)]);
            sample = _sample;
        }
        return sample <= TimeSpan.Zero ? int.MaxValue : SamplesLeft(_budget, _watch.Elapsed, _warmingUp, sample);
    }

    /// <summary>How many samples fit into what is left of a budget, after what warming up may still take of it.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="elapsed">What is spent of it.</param>
    /// <param name="warmingUp">What of that warming up took, which may be more than its share: it ends with a whole round.</param>
    /// <param name="sample">What a sample takes.</param>
    internal static int SamplesLeft(TimeSpan budget, TimeSpan elapsed, TimeSpan warmingUp, TimeSpan sample)
    {
        var toWarmUp = budget * WarmUpShare - warmingUp;
        var time = budget - elapsed - (toWarmUp > TimeSpan.Zero ? toWarmUp : TimeSpan.Zero);
        return (int)Math.Clamp(time / sample, 0, int.MaxValue);
    }

    private TimeSpan StoredTime(string variant) => _stored.Of(variant) is [var first, ..]
        ? TimeSpan.FromTicks(Math.Max(KernelTimer.ShortestSample.Ticks, TimeSpan.FromMicroseconds(first).Ticks))
        : TimeSpan.Zero;

    private void Failed(CandidateKernel kernel, Exception error)
    {
        var message = KernelFailure.Describe(error);
        _context.Progress.Note(
            $"{kernel.Variant}: {TuningStatusText.Of(TuningStatus.LaunchError)} at {ShapeText.Write(_shape)}: {message.Split('\n')[0]}");
        _context.Recorder.Failed(kernel.Variant, _shape, TuningStatus.LaunchError, message, MaxError(kernel.Variant));
    }

    private string Verdict()
    {
        var disturbed = DisturbanceWatch.Disturbed(_log);
        var disturbance = disturbed + _disturbance.Repeated == 0
            ? ""
            : FormattableString.Invariant(
                $"; the machine was disturbed: {_disturbance.Repeated} rounds were repeated, {disturbed} of {_log.Rounds} ran over {DisturbanceWatch.Threshold:P0} slower");
        return FormattableString.Invariant(
            $"{ShapeText.Write(_shape)}: {_log.Winner()} after {_log.Taken} samples of {_log.Sampled.Count()} variants; that none of them is over {100 * Contest.Indifference:F0} % faster is {100 * Contest.Confidence(_log):F0} % sure{disturbance}");
    }

    private sealed class Series(string variant)
    {
        public string Variant { get; } = variant;

        public SampleSet Samples { get; } = new();

        public long? Row { get; set; }

        public bool IsReady { get; set; }
    }
}
