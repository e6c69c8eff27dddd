using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cases;

/// <summary>Makes the spec of a case as the generator would from attributes.</summary>
public static class SpecFactory
{
    /// <summary>The spec.</summary>
    public static AttentionSpec Create(SpecCase test) => new()
    {
        HeadDim = test.HeadDim,
        ValueHeadDim = test.ValueHeadDim,
        Precision = test.Precision,
        Scale = 1 / Math.Sqrt(test.HeadDim),
        Softcap = test.Softcap,
        Alignment = test.Alignment,
        WritesLse = test.WritesLse,
        Mask = MaskOf(test.Mask),
    };

    private static Expr MaskOf(MaskKind mask)
    {
        List<Expr> constraints = [], reaches = [];
        if (Masks.IsCausal(mask))
            constraints.Add(MaskPatterns.Causal());
        if (Masks.WindowOf(mask) is { } window)
            reaches.Add(MaskPatterns.SlidingWindow(window.Left, window.Right));
        if (Masks.SinksOf(mask) is > 0 and var sinks)
            reaches.Add(MaskPatterns.AttentionSink(sinks));
        return MaskPatterns.Combine(constraints, reaches);
    }
}
