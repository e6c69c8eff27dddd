using KernelGen.Selection.CpuCost;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Replay;

/// <summary>Replays strategies and defaults over recordings.</summary>
internal static class ReplayReport
{
    /// <summary>The cost model's first choice among everything that was recorded.</summary>
    public const string ModelDefault = "model, of all configs";

    /// <summary>What the runtime takes untuned, of what is emitted untuned.</summary>
    public const string EmittedDefault = "model, of those emitted";

    /// <summary>The best of what is emitted untuned: what a perfect model would take.</summary>
    public const string BestEmitted = "best of those emitted";

    /// <summary>The winner of the nearest bucket.</summary>
    public const string Nearest = "nearest winner, of all configs";

    /// <summary>What the measurements of other buckets and the cost model say together.</summary>
    public const string CarriedOver = "carried over, of all configs";

    /// <summary>The winner of the nearest bucket, of what is emitted untuned.</summary>
    public const string NearestEmitted = "nearest winner, of those emitted";

    /// <summary>What the runtime takes when other buckets were measured, of what is emitted untuned.</summary>
    public const string CarriedOverEmitted = "carried over, of those emitted";

    /// <summary>The choices that cost no measurement.</summary>
    /// <param name="recordings">The recordings.</param>
    /// <param name="costs">The constants of the cost model; those in use by default.</param>
    public static IReadOnlyList<ReplaySummary> Defaults(IReadOnlyList<Recording> recordings, CpuCosts? costs = null)
    {
        var target = new RecordedTarget(recordings, costs);
        return
        [
            Unmeasured(ModelDefault, recordings, recording => target.Space(recording).Ranked[0]),
            Unmeasured(EmittedDefault, recordings, target.Default),
            Unmeasured(BestEmitted, recordings, recording => RecordedTarget.Emitted(recording).MinBy(recording.Loss)),
        ];
    }

    /// <summary>What a strategy finds.</summary>
    /// <param name="strategy">The strategy.</param>
    /// <param name="recordings">The recordings.</param>
    /// <param name="seeds">The orders of samples to replay, see <see cref="RecordedRounds"/>.</param>
    /// <param name="budget">Samples that there is time for, for each recording.</param>
    /// <param name="costs">The constants of the cost model; those in use by default.</param>
    public static ReplaySummary Strategy(
        ISearchStrategy strategy, IReadOnlyList<Recording> recordings, IReadOnlyList<int> seeds, int budget = int.MaxValue, CpuCosts? costs = null)
    {
        var target = new RecordedTarget(recordings, costs);
        var results = from recording in recordings
                      let space = target.Space(recording)
                      from seed in seeds
                      select ReplayRun.Of(strategy, space, recording, seed, budget);
        return new ReplaySummary(strategy.Name, [.. results]);
    }

    /// <summary>What the lookup's fallbacks would choose for each recording if its bucket had not been measured, of what is emitted untuned and of everything.</summary>
    public static IReadOnlyList<ReplaySummary> Transfers(IReadOnlyList<Recording> recordings)
    {
        var target = new RecordedTarget(recordings);
        return
        [
            Unmeasured(Nearest, recordings, recording => target.Seeds(recording) is [var nearest, ..] ? nearest : null),
            Unmeasured(CarriedOver, recordings, recording => target.CarriedOver(recording, [.. recording.Variants])),
            Unmeasured(NearestEmitted, recordings, recording => target.Nearest(recording, RecordedTarget.Emitted(recording))),
            Unmeasured(CarriedOverEmitted, recordings, recording => target.CarriedOver(recording, RecordedTarget.Emitted(recording))),
            Unmeasured(EmittedDefault, recordings, target.Default),
        ];
    }

    private static ReplaySummary Unmeasured(string name, IReadOnlyList<Recording> recordings, Func<Recording, string?> choose)
    {
        var results = from recording in recordings
                      let choice = choose(recording)
                      where choice is not null
                      select new ReplayResult(recording, name, choice, 0, 0);
        return new ReplaySummary(name, [.. results]);
    }
}
