using System.Diagnostics;
using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Verification;

/// <summary>
/// Looks at winners again: whether each still computes what the oracle does, and whether it is still faster than its runners-up, which take turns
/// with it. What turns out wrong is stored so; times are not stored, as they are few.
/// </summary>
/// <param name="target">Where variants run.</param>
/// <param name="recorder">Stores what is wrong.</param>
/// <param name="data">The spec and its data.</param>
/// <param name="threads">Threads of every run; 0 means one per processor.</param>
internal sealed class WinnerVerifier(ITuningTarget target, MeasurementRecorder recorder, DataSource data, int threads)
{
    /// <summary>How many runners-up a winner is compared with.</summary>
    public const int RunnersUp = 2;

    /// <summary>Verifies the winners of the spec.</summary>
    /// <param name="winners">The winners.</param>
    /// <param name="places">Every bucket of the spec on this device, also those whose winners are not verified: what turns out wrong wins nowhere any more.</param>
    /// <param name="budget">The time for all of them; each is measured a few times whatever it takes.</param>
    /// <param name="cancellation">Stops between two runs.</param>
    public IEnumerable<WinnerVerdict> Verify(
        IReadOnlyList<StoredWinner> winners, IReadOnlyList<StoredWinner> places, TimeSpan budget, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        List<string> wanted = [.. winners.Where(winner => winner.WhyStale is null).SelectMany(Contestants).Distinct()];
        if (wanted.Count == 0)
            return winners.Select(winner => new WinnerVerdict(winner, WinnerState.Stale, $"{winner.WhyStale}: tune anew"));
        var variants = new CheckedVariants(target, data, wanted, threads, cancellation);
        variants.Settle(target, data, threads, budget * CandidatePool.SettlingShare, cancellation);
        Store(places, variants);
        return Each();

        IEnumerable<WinnerVerdict> Each()
        {
            for (var i = 0; i < winners.Count; i++)
                yield return Verify(winners[i], variants, (budget - watch.Elapsed) / (winners.Count - i), cancellation);
        }
    }

    private static IEnumerable<string> Contestants(StoredWinner winner) => winner.Ranked.Take(1 + RunnersUp);

    // Wherever a variant was measured as correct it must win no more, also as a runner-up: the check does not depend on the bucket.
    private void Store(IReadOnlyList<StoredWinner> places, CheckedVariants variants)
    {
        foreach (var wrong in variants.AllWrong)
        {
            foreach (var place in places.Where(place => place.WhyStale is null && place.Ranked.Contains(wrong.Variant)))
                recorder.Failed(wrong.Variant, place.Shape, wrong.Status, wrong.Message, wrong.MaxError);
        }
    }

    private WinnerVerdict Verify(StoredWinner winner, CheckedVariants variants, TimeSpan budget, CancellationToken cancellation)
    {
        if (winner.WhyStale is not null)
            return new WinnerVerdict(winner, WinnerState.Stale, $"{winner.WhyStale}: tune anew");
        if (variants.Wrong(winner.Variant) is { } wrong)
            return new WinnerVerdict(winner, WinnerState.Wrong, $"{Describe(wrong)}; {Heir(winner, variants)}");
        List<CandidateKernel> contestants = [.. Contestants(winner).Select(variants.Correct).OfType<CandidateKernel>()];
        if (cancellation.IsCancellationRequested || contestants.Count == 0 || contestants[0].Variant != winner.Variant)
            return new WinnerVerdict(winner, WinnerState.Open, "was not checked, as the command was interrupted");
        if (contestants.Count == 1)
            return new WinnerVerdict(winner, WinnerState.Alone, "is correct; there is no other to compare it with");
        return Compare(winner, contestants, variants.Facts!, budget, cancellation);
    }

    private WinnerVerdict Compare(
        StoredWinner winner, List<CandidateKernel> contestants, SpecFacts facts, TimeSpan budget, CancellationToken cancellation)
    {
        string? failure = null;
        var samples = contestants.ToDictionary(kernel => kernel, _ => new SampleSet());
        using (var timer = new KernelTimer(facts, winner.Shape, threads, data, target, Failed))
            Measure(timer, contestants, samples, budget, cancellation);
        if (failure is not null)
            return new WinnerVerdict(winner, WinnerState.Wrong, $"fails: {failure.Split('\n')[0]}");
        List<MeasuredVariant> measured = [.. contestants.Where(kernel => samples[kernel].Count >= WinnerRule.FewestSamples).Select(kernel => Measured(kernel, samples[kernel]))];
        if (measured.Count == 0 || measured[0].Variant != winner.Variant)
            return new WinnerVerdict(winner, WinnerState.Open, "is correct; its time was not measured to the end");
        return Judge(winner, measured[0], [.. measured.Skip(1)]);

        void Failed(CandidateKernel kernel, Exception error)
        {
            var message = KernelFailure.Describe(error);
            recorder.Failed(kernel.Variant, winner.Shape, TuningStatus.LaunchError, message);
            if (kernel.Variant == winner.Variant)
                failure = message;
        }
    }

    // In turns, so that a machine that gets slower meanwhile is slower for all of them.
    private static void Measure(
        KernelTimer timer, List<CandidateKernel> contestants, Dictionary<CandidateKernel, SampleSet> samples, TimeSpan budget,
        CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        timer.Calibrate(contestants[0]);
        timer.WarmUp(contestants, budget * ShapeSweep.WarmUpShare, cancellation);
        for (var round = 0; round < AdaptiveRounds.Most && (round < WinnerRule.FewestSamples || watch.Elapsed < budget); round++)
        {
            foreach (var kernel in RoundOrder.Of(contestants, round))
            {
                if (cancellation.IsCancellationRequested)
                    return;
                if (timer.Sample(kernel) is { } took)
                    samples[kernel].Add(took.TotalMicroseconds);
            }
        }
    }

    private static WinnerVerdict Judge(StoredWinner winner, MeasuredVariant own, List<MeasuredVariant> others)
    {
        if (others.MinBy(other => other.Median) is not { } best)
            return new WinnerVerdict(winner, WinnerState.Alone, "is correct; there is no other to compare it with");
        var percent = 100 * (Math.Max(own.Median, best.Median) / Math.Min(own.Median, best.Median) - 1);
        if (own.Median > best.Median && !WinnerRule.IsWithinNoise(own, best))
            return Of(WinnerState.Slower, FormattableString.Invariant($"is correct, and now slower than {best.Variant} by {percent:F1} %: tune anew with --again"));
        return Of(WinnerState.Best, WinnerRule.IsWithinNoise(own, best)
            ? $"is correct and still the best; {best.Variant} is as fast within the noise"
            : FormattableString.Invariant($"is correct and still the best; {best.Variant} is behind by {percent:F1} %"));

        WinnerVerdict Of(WinnerState state, string text)
            => new(winner, state, text) { BestRival = best.Variant, BehindPercent = 100 * (best.Median / own.Median - 1) };
    }

    private static string Describe(FailedCandidate wrong) => wrong.Status == TuningStatus.WrongResult
        ? $"has a wrong result: {wrong.Message}"
        : $"fails: {TuningStatusText.Of(wrong.Status)}: {wrong.Message.Split('\n')[0]}";

    private static string Heir(StoredWinner winner, CheckedVariants variants)
        => winner.Ranked.FirstOrDefault(variant => variants.Correct(variant) is not null) is { } heir
            ? $"it can win no more, {heir} wins now"
            : "it can win no more: tune anew";

    private static MeasuredVariant Measured(CandidateKernel kernel, SampleSet samples)
        => new(kernel.Variant, samples.Median, samples.P20, samples.P80, samples.Count);
}
