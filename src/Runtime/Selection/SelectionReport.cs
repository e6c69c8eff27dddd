namespace KernelGen.Selection;

/// <summary>Which variant runs for a shape, and why.</summary>
/// <param name="Variant">The chosen variant's id.</param>
/// <param name="Layer">The layer that answered.</param>
/// <param name="Reason">One English sentence.</param>
/// <param name="Steps">What each layer asked before said, in order, the answer last.</param>
public sealed record SelectionReport(string Variant, SelectionLayer Layer, string Reason, IReadOnlyList<string> Steps)
{
    /// <summary>
    /// By what share the variant is expected to be slower than the best one that measuring finds: 0 where that was done, else the median over recorded or
    /// measured cells that were left out once; null where nothing is known.
    /// </summary>
    public double? ExpectedLoss { get; init; }
}
