namespace QuickStart.Baselines;

/// <summary>Runs a row-by-row implementation over some heads of a workload, as many at once as there are threads.</summary>
/// <param name="work">The workload.</param>
/// <param name="threads">Threads to use.</param>
/// <param name="row">The implementation.</param>
internal sealed class Baseline(Workload work, int threads, Baseline.RowFunction row)
{
    private readonly float[] _output = new float[work.Query.Length];
    private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = threads };

    /// <summary>Computes one query row of one head.</summary>
    public delegate void RowFunction(Workload work, int head, int row, Span<float> logits, Span<float> output);

    /// <summary>
    /// Heads that one run computes: heads cost the same, so a few say how fast all of them would be, in a fraction of the time.
    /// </summary>
    public int Heads => Math.Min(work.Heads, work.Shape.QueryLength == 1 ? work.Heads : threads);

    /// <summary>Runs those heads.</summary>
    public void Run() => Parallel.For(0, Heads, _options, head =>
    {
        var logits = new float[work.Shape.KeyLength];
        for (var i = 0; i < work.Shape.QueryLength; i++)
            row(work, head, i, logits, _output.AsSpan((head * work.Shape.QueryLength + i) * work.HeadDim, work.HeadDim));
    });
}
