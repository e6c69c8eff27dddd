using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>The blocks that a mask is made of, as far as it reads a tensor by them: within a block all pairs look alike to it.</summary>
/// <param name="Query">Query rows of a block.</param>
/// <param name="Key">Keys of a block.</param>
public sealed record MaskBlocks(int Query, int Key)
{
    /// <summary>The smallest blocks that a mask reads a boolean tensor by, <c>blocks[.., row / Query, k / Key]</c>; null when it reads none so.</summary>
    public static MaskBlocks? Of(Expr mask)
        => mask.All().OfType<TensorLoad>().Where(load => load.Type == ExprType.Bool)
            .Select(load => (Query: Size(load.Indices[TensorLoad.Rank - 2], Expr.Row), Key: Size(load.Indices[TensorLoad.Rank - 1], Expr.K)))
            .Where(size => size is { Query: > 1, Key: > 1 })
            .OrderBy(size => (long)size.Query * size.Key)
            .Select(size => new MaskBlocks(size.Query, size.Key))
            .FirstOrDefault();

    private static int Size(Expr index, Expr position)
        => index is Binary { Op: BinaryOp.Divide, Right: IntLiteral { Value: > 1 } size } blocks && blocks.Left == position ? size.Value : 0;
}
