using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Lowering;

/// <summary>Pattern attributes and predicates to one expression; from here on nobody knows a pattern by name.</summary>
internal static class MaskLowering
{
    private const int Unbounded = -1;

    /// <summary>Constraints and-ed with the or of the reaches.</summary>
    public static Expr Lower(MaskDeclaration mask, IEnumerable<Expr> predicates)
        => MaskPatterns.Combine(Constraints(mask).Concat(predicates), Reaches(mask));

    private static IEnumerable<Expr> Constraints(MaskDeclaration mask)
    {
        if (mask.IsCausal)
            yield return MaskPatterns.Causal();
        foreach (var constraint in mask.Constraints)
            yield return constraint;
    }

    private static IEnumerable<Expr> Reaches(MaskDeclaration mask)
    {
        if (mask.Window is { } window)
            yield return MaskPatterns.SlidingWindow(window.Left ?? Unbounded, window.Right ?? Unbounded);
        if (mask.SinkCount is { } count)
            yield return MaskPatterns.AttentionSink(count);
        foreach (var reach in mask.Reaches)
            yield return reach;
    }
}
