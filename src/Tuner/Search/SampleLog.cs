using KernelGen.Selection;
using KernelGen.Tuner.Measurement;

namespace KernelGen.Tuner.Search;

/// <summary>
/// The samples of one search, round by round. In a round several variants are sampled once each, one right after the other, so that a machine which is
/// slower for a while is slower for all of them.
/// </summary>
internal sealed class SampleLog
{
    private readonly List<RoundSample> _samples = [];
    private readonly Dictionary<string, SampleSet> _byVariant = [];
    private readonly HashSet<string> _gone = [];
    private RoundEstimates? _estimates;

    /// <summary>Rounds begun and not discarded.</summary>
    public int Rounds { get; private set; }

    /// <summary>Samples taken, those of discarded rounds too.</summary>
    public int Taken { get; private set; }

    /// <summary>How many more samples there is time for.</summary>
    public int Left { get; set; } = int.MaxValue;

    /// <summary>Variants with samples that did not drop out, in the order of their first sample.</summary>
    public IEnumerable<string> Sampled => _byVariant.Keys.Where(variant => !_gone.Contains(variant));

    /// <summary>What the samples say, with what rounds have in common taken out.</summary>
    public RoundEstimates Estimates => _estimates ??= RoundEstimates.Of(_samples.Where(sample => !_gone.Contains(sample.Variant)));

    /// <summary>The variants that are fastest so far, best first.</summary>
    public IReadOnlyList<string> ByEstimate => [.. Sampled.OrderBy(variant => Estimates.Of(variant)).ThenBy(variant => variant, StringComparer.Ordinal)];

    /// <summary>Whether the current round has no sample of a variant that is left.</summary>
    public bool IsRoundEmpty => !_samples.Exists(sample => sample.Round == Rounds - 1 && !_gone.Contains(sample.Variant));

    /// <summary>Starts a round.</summary>
    public void BeginRound() => Rounds++;

    /// <summary>Adds a sample to the current round.</summary>
    public void Add(string variant, double microseconds)
    {
        _samples.Add(new RoundSample(Rounds - 1, variant, microseconds));
        Samples(variant).Add(microseconds);
        Taken++;
        Left = Left == int.MaxValue ? Left : Math.Max(0, Left - 1);
        _estimates = null;
    }

    /// <summary>Takes the current round back: the machine was disturbed.</summary>
    public void DiscardRound()
    {
        Rounds--;
        foreach (var sample in _samples.Where(sample => sample.Round == Rounds))
            _byVariant[sample.Variant].RemoveLast();
        _samples.RemoveAll(sample => sample.Round == Rounds);
        foreach (var variant in _byVariant.Where(one => one.Value.Count == 0).Select(one => one.Key).ToList())
            _byVariant.Remove(variant);
        _estimates = null;
    }

    /// <summary>A variant failed, or there was no time to prepare it: it is not sampled again.</summary>
    public void Drop(string variant)
    {
        _gone.Add(variant);
        _estimates = null;
    }

    /// <summary>Whether a variant dropped out.</summary>
    public bool IsGone(string variant) => _gone.Contains(variant);

    /// <summary>A variant's samples; none are an empty set.</summary>
    public SampleSet Samples(string variant)
    {
        if (!_byVariant.TryGetValue(variant, out var samples))
            _byVariant.Add(variant, samples = new SampleSet());
        return samples;
    }

    /// <summary>A variant's samples as they would have been in rounds of middling slowness.</summary>
    public SampleSet Corrected(string variant)
    {
        var corrected = new SampleSet();
        foreach (var sample in _samples.Where(sample => sample.Variant == variant))
            corrected.Add(sample.Microseconds / Estimates.Rounds[sample.Round]);
        return corrected;
    }

    /// <summary>The variant that wins by the rule of the lookup; of variants with too few samples only when there are no others.</summary>
    public string Winner()
    {
        var complete = Sampled.Where(variant => Count(variant) >= WinnerRule.FewestSamples).ToList();
        return complete.Count == 0 ? ByEstimate[0] : WinnerRule.Rank(complete.Select(Measured))[0].Variant;
    }

    /// <summary>How often a variant was sampled.</summary>
    public int Count(string variant) => _byVariant.TryGetValue(variant, out var samples) ? samples.Count : 0;

    private MeasuredVariant Measured(string variant)
    {
        var samples = Corrected(variant);
        return new MeasuredVariant(variant, samples.Median, samples.P20, samples.P80, samples.Count);
    }
}

/// <summary>One sample.</summary>
/// <param name="Round">In which round, from 0.</param>
/// <param name="Variant">Of what.</param>
/// <param name="Microseconds">The time.</param>
internal readonly record struct RoundSample(int Round, string Variant, double Microseconds);
