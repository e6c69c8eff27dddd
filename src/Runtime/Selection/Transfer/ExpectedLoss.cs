namespace KernelGen.Selection.Transfer;

/// <summary>By what share a choice is expected to be slower than the best one that measuring would find.</summary>
/// <param name="Share">0.1 for a tenth; the median over the cells.</param>
/// <param name="Cells">How many left-out cells it was seen on.</param>
/// <param name="Source">What was left out of what, in words.</param>
internal sealed record ExpectedLoss(double Share, int Cells, string Source)
{
    /// <summary>The rest of a sentence about a choice.</summary>
    public override string ToString() => FormattableString.Invariant($"expected to cost {100 * Share:F1} % ({Source}, median of {Cells} cells)");
}
