namespace KernelGen.Tuner.Replay;

/// <summary>How good a way to choose is over several recordings.</summary>
/// <param name="Name">The strategy, or where the choice comes from.</param>
/// <param name="Results">What it chose for each recording.</param>
internal sealed record ReplaySummary(string Name, IReadOnlyList<ReplayResult> Results)
{
    /// <summary>The median loss.</summary>
    public double MedianLoss => Median(Results.Select(result => result.Loss));

    /// <summary>The largest loss.</summary>
    public double WorstLoss => Results.Max(result => result.Loss);

    /// <summary>The median share of the samples of an exhaustive search.</summary>
    public double MedianShare => Median(Results.Select(result => result.Share));

    /// <summary>The largest such share.</summary>
    public double WorstShare => Results.Max(result => result.Share);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
