using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>What the inputs of the ONNX operator Attention mean for mask and score.</summary>
public static class OnnxPatterns
{
    /// <summary>The data parameter of <c>nonpad_kv_seqlen</c>: the valid keys of each sequence.</summary>
    public static ExprParameter NonpadData { get; } = new("nonpadKvSeqlen", ExprDataType.Int32, true);

    /// <summary>The constraint <c>k &lt; nonpad[batch]</c>.</summary>
    public static Expr Nonpad() => Expr.Less(Expr.K, ValidKeys);

    /// <summary>The constraint that the bias of a key is not minus infinity. NaN is a bias like any other.</summary>
    public static Expr NotExcluded()
        => Expr.Not(Expr.Less(Expr.Load(TensorPatterns.BiasData, [Expr.Batch, Expr.Head, Expr.Row, Expr.K]), Expr.Float(float.MinValue)));

    /// <summary>
    /// The expression with the queries at the end of the valid keys: query row 0 stands at <c>nonpad[batch] - queryLength</c>, wherever the
    /// call puts it. Rows stay what they are.
    /// </summary>
    public static Expr BehindNonpad(Expr expr)
        => expr == Expr.Row ? expr
            : expr == Expr.Q ? Expr.Add(Expr.Row, FirstPosition)
            : expr == Expr.QueryOffset ? FirstPosition
            : expr.WithChildren(BehindNonpad);

    private static Expr ValidKeys => Expr.Load(NonpadData, Expr.Batch);

    private static Expr FirstPosition => Expr.Subtract(ValidKeys, Expr.QueryLength);
}
