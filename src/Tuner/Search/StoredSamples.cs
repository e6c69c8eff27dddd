using KernelGen.Selection;
using KernelGen.Tuner.Search.Strategies;

namespace KernelGen.Tuner.Search;

/// <summary>The samples of earlier runs, which a search for a shape takes before it measures any.</summary>
/// <param name="times">The stored samples of a variant, in measuring order.</param>
internal sealed class StoredSamples(Func<string, IReadOnlyList<double>> times)
{
    private readonly Dictionary<string, IReadOnlyList<double>> _times = [];
    private readonly Dictionary<string, int> _taken = [];

    /// <summary>All stored samples of a variant.</summary>
    public IReadOnlyList<double> Of(string variant)
    {
        if (!_times.TryGetValue(variant, out var stored))
            _times.Add(variant, stored = times(variant));
        return stored;
    }

    /// <summary>How many samples of a variant were taken.</summary>
    public int Taken(string variant) => _taken.GetValueOrDefault(variant);

    /// <summary>Whether a variant has samples that were not taken yet.</summary>
    public bool HasMore(string variant) => Taken(variant) < Of(variant).Count;

    /// <summary>The next sample of a variant.</summary>
    public double Take(string variant) => Of(variant)[(_taken[variant] = Taken(variant) + 1) - 1];

    /// <summary>The variants of a round that are sampled in it; null when nothing is left to sample: all of it was measured before, or more often than any search asks for.</summary>
    /// <param name="round">What a strategy asks for.</param>
    /// <param name="log">What was sampled so far.</param>
    public IReadOnlyList<string>? Open(IReadOnlyList<string> round, SampleLog log)
    {
        IReadOnlyList<string> open = [.. round.Where(variant => !log.IsGone(variant) && !IsDone(variant))];
        // Where variants dropped out, the strategy learns of it and goes on without them.
        var isOver = open.Count == 0 ? !round.Any(log.IsGone) : open.All(variant => !HasMore(variant) && log.Count(variant) >= AdaptiveRounds.Most);
        return isOver ? null : open;
    }

    // Measured to the end by an earlier run; one that was cut short goes on.
    private bool IsDone(string variant) => !HasMore(variant) && Taken(variant) >= WinnerRule.FewestSamples;
}
