namespace KernelGen.Tuner.Search;

/// <summary>
/// What samples say of variants when the rounds differ too: log time = variant + round + noise, both by medians in turn (Tukey's median polish), so
/// neither a few outliers nor a machine that is slow for some rounds moves a variant against the others.
/// </summary>
internal sealed class RoundEstimates
{
    // The medians settle after two or three.
    private const int Sweeps = 6;

    // Four fifths of a normal distribution lie within 1.2816 standard deviations. Not the median of the deviations: medians go through samples, so many
    // deviations are exactly 0, and the median of the few samples that there are would be far too small.
    private const double NoiseShare = 0.8, DeviationsWithin = 1.2816;

    // The median of n samples scatters by 1.253 / sqrt(n) standard deviations.
    private const double MedianNoise = 1.2533;

    private readonly Dictionary<string, double> _variants;
    private readonly Dictionary<string, int> _counts;

    private RoundEstimates(Dictionary<string, double> variants, Dictionary<string, int> counts, double[] rounds, double noise)
        => (_variants, _counts, Rounds, Noise) = (variants, counts, [.. rounds.Select(Math.Exp)], noise);

    /// <summary>The standard deviation of one sample, as a share of it, without what its round explains.</summary>
    public double Noise { get; }

    /// <summary>Each round's slowness: 1 for the middle one, 1.5 where everything took half as long again.</summary>
    public IReadOnlyList<double> Rounds { get; }

    /// <summary>A variant's time in microseconds in a round of middling slowness; infinite when it was never sampled.</summary>
    public double Of(string variant) => _variants.TryGetValue(variant, out var log) ? Math.Exp(log) : double.PositiveInfinity;

    /// <summary>By what share a variant is slower than another one: 0.1 for a tenth.</summary>
    public double Behind(string variant, string leader) => Math.Exp(_variants[variant] - _variants[leader]) - 1;

    /// <summary>The standard error of the difference of two variants' logarithms.</summary>
    public double StandardError(string a, string b) => MedianNoise * Noise * Math.Sqrt(1.0 / _counts[a] + 1.0 / _counts[b]);

    /// <summary>The difference of two variants' logarithms.</summary>
    public double Difference(string a, string b) => _variants[a] - _variants[b];

    /// <summary>Estimates.</summary>
    public static RoundEstimates Of(IEnumerable<RoundSample> samples)
    {
        var logs = samples.Select(sample => (sample.Round, sample.Variant, Log: Math.Log(Math.Max(sample.Microseconds, double.Epsilon)))).ToList();
        var byVariant = logs.GroupBy(sample => sample.Variant).Select(group => (group.Key, Samples: group.ToArray())).ToList();
        var byRound = logs.GroupBy(sample => sample.Round).Select(group => (group.Key, Samples: group.ToArray())).ToList();
        var rounds = new double[logs.Count == 0 ? 0 : logs.Max(sample => sample.Round) + 1];
        var variants = byVariant.ToDictionary(one => one.Key, _ => 0.0);
        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var (variant, own) in byVariant)
                variants[variant] = Median([.. own.Select(sample => sample.Log - rounds[sample.Round])]);
            foreach (var (round, own) in byRound)
                rounds[round] = Median([.. own.Select(sample => sample.Log - variants[sample.Variant])]);
        }
        var middle = rounds.Length == 0 ? 0 : Median([.. rounds]);
        foreach (var variant in byVariant)
            variants[variant.Key] += middle;
        for (var round = 0; round < rounds.Length; round++)
            rounds[round] -= middle;
        var residuals = logs.Select(sample => Math.Abs(sample.Log - variants[sample.Variant] - rounds[sample.Round])).ToArray();
        return new RoundEstimates(
            variants, byVariant.ToDictionary(one => one.Key, one => one.Samples.Length), rounds,
            Deviation(residuals, variants.Count + rounds.Length - 1));
    }

    // Of samples that also had to say what the variants and the rounds are: each of those takes one away.
    private static double Deviation(double[] residuals, int parameters)
    {
        if (residuals.Length <= Math.Max(0, parameters))
            return double.PositiveInfinity;
        Array.Sort(residuals);
        var place = NoiseShare * (residuals.Length - 1);
        var (below, above) = (residuals[(int)place], residuals[(int)Math.Ceiling(place)]);
        var within = below + (place - (int)place) * (above - below);
        return within / DeviationsWithin * Math.Sqrt((double)residuals.Length / (residuals.Length - parameters));
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        return values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
