using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cases;

/// <summary>The compile-time half of a case: what a spec is made from.</summary>
/// <param name="Precision">How tensors are stored.</param>
/// <param name="HeadDim">D.</param>
/// <param name="ValueHeadDim">Dv.</param>
/// <param name="Mask">The mask.</param>
/// <param name="Softcap">The soft cap, 0 for none.</param>
/// <param name="Alignment">Where query 0 stands by default.</param>
/// <param name="WritesLse">Whether the log-sum-exp is asked for.</param>
public sealed record SpecCase(
    ElementType Precision, int HeadDim, int ValueHeadDim, MaskKind Mask, int Softcap = 0, Alignment Alignment = Alignment.BottomRight,
    bool WritesLse = false)
{
    /// <summary>A name that a class can have, unique within the suite.</summary>
    public string Name => FormattableString.Invariant(
        $"{Precision}D{HeadDim}V{ValueHeadDim}{Mask}Cap{Softcap}{Alignment}{(WritesLse ? "Lse" : "")}");
}
