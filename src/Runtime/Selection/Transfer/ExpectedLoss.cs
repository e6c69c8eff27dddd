namespace KernelGen.Selection.Transfer;

/// <summary>By what share a choice is expected to be slower than the best one that measuring would find.</summary>
/// <param name="Share">0.1 for a tenth; the median over the cells.</param>
/// <param name="Cells">How many left-out cells it was seen on; 0 for what was measured.</param>
/// <param name="Source">What was left out of what, in words.</param>
internal sealed record ExpectedLoss(double Share, int Cells, string Source)
{
    /// <summary>Of what was measured itself.</summary>
    public static ExpectedLoss Measured { get; } = new(0, 0, "measured");

    /// <summary>A sentence about a choice, after a blank; empty for what was measured.</summary>
    public string Sentence => Cells == 0
        ? ""
        : FormattableString.Invariant($" It is expected to cost {100 * Share:F1} % ({Source}, median of {Cells} cells).");
}
