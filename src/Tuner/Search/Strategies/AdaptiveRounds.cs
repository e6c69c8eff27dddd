using KernelGen.Selection;

namespace KernelGen.Tuner.Search.Strategies;

/// <summary>
/// Samples variants in rounds until it is clear which one is the fastest, or that it does not matter: after the first rounds, what cannot win any more is
/// left out, and when only the leader is left there is nothing more to find out.
/// </summary>
internal static class AdaptiveRounds
{
    /// <summary>Rounds after which more samples no longer change a median noticeably.</summary>
    public const int Most = 15;

    // Rounds before anything is left out: of three, two may fall into one slow moment.
    private const int Fewest = 5;

    /// <summary>The rounds.</summary>
    /// <param name="variants">The variants; those that have samples already keep them.</param>
    /// <param name="log">Where the samples go.</param>
    public static IEnumerable<IReadOnlyList<string>> Of(IReadOnlyList<string> variants, SampleLog log)
    {
        var active = variants;
        while (active.Count > 0 && active.Min(log.Count) < Most)
        {
            var isUndecided = active.Count > 1 || active.Any(variant => log.Count(variant) < WinnerRule.FewestSamples);
            if (!isUndecided)
                yield break;
            yield return active;
            active = active.Min(log.Count) < Fewest
                ? [.. active.Where(variant => !log.IsGone(variant))]
                : Contest.Remaining(active, log);
        }
    }
}
