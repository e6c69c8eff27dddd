using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>Masks and biases that a call gives as tensors, indexed by sequence, query head, query row and key.</summary>
public static class TensorPatterns
{
    /// <summary>The data parameter of <see cref="Mask"/>.</summary>
    public static ExprParameter MaskData { get; } = ExprParameter.Tensor("mask", ExprDataType.Bool);

    /// <summary>The data parameter of <see cref="Bias"/>.</summary>
    public static ExprParameter BiasData { get; } = ExprParameter.Tensor("bias", ExprDataType.Single);

    /// <summary>The data parameter of <see cref="BlockSparse"/>.</summary>
    public static ExprParameter BlocksData { get; } = ExprParameter.Tensor("blocks", ExprDataType.Bool);

    /// <summary>The constraint <c>mask[batch, head, row, k]</c>.</summary>
    public static Expr Mask() => Expr.Load(MaskData, [Expr.Batch, Expr.Head, Expr.Row, Expr.K]);

    /// <summary>The score <c>score + bias[batch, head, row, k]</c>.</summary>
    public static Expr Bias() => Expr.Add(Expr.Score, Expr.Load(BiasData, [Expr.Batch, Expr.Head, Expr.Row, Expr.K]));

    /// <summary>The constraint <c>blocks[batch, head, row / query, k / key]</c>.</summary>
    /// <param name="query">Query rows of a block.</param>
    /// <param name="key">Keys of a block.</param>
    public static Expr BlockSparse(int query, int key)
        => ExprSimplifier.Simplify(Expr.Load(BlocksData, [Expr.Batch, Expr.Head, Block(Expr.Row, query), Block(Expr.K, key)]));
}
