namespace KernelGen.Planning;

/// <summary>How a plan's tiles divide.</summary>
/// <param name="Empty">Tiles that are skipped.</param>
/// <param name="Partial">Tiles that are masked per element.</param>
/// <param name="Full">Tiles without masking work.</param>
public readonly record struct PlanStatistics(long Empty, long Partial, long Full)
{
    /// <summary>All tiles.</summary>
    public long Tiles => Empty + Partial + Full;

    /// <summary>The share of tiles that are computed, 0 to 1; 0 when there are none.</summary>
    public double WorkShare => Tiles == 0 ? 0 : (double)(Partial + Full) / Tiles;
}
