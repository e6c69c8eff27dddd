namespace KernelGen.Templates.Expressions;

/// <summary>
/// Masks and scores as C# over a vector of neighbouring key indices, in terms of the locals <c>int q</c>, <c>Vector512&lt;int&gt; k</c> (or
/// 256, 128), <c>int firstKey</c> (its first lane) and <c>in MaskScope scope</c>. Needs <c>using System.Runtime.Intrinsics;</c> and an
/// <c>unchecked</c> context. What does not depend on k is computed once as a scalar and broadcast.
/// </summary>
public static class VectorCSharp
{
    /// <summary>C# of type Vector{bits}&lt;int&gt;: all ones in the lanes whose key is allowed, zero in the others.</summary>
    /// <param name="mask">A Bool expression that does not read score.</param>
    /// <param name="vectorBits">512, 256 or 128.</param>
    public static VectorText PrintMask(Expr mask, int vectorBits)
    {
        if (mask.Type != ExprType.Bool || mask.Reads(ExprVariable.Score))
        {
            throw new ArgumentException(
                $"The mask is {mask.Type}: {mask}. A mask is a Bool expression that does not read score.", nameof(mask));
        }
        CheckWidth(vectorBits);
        return new VectorPrinter(vectorBits).Print(ExprSimplifier.Simplify(mask));
    }

    /// <summary>
    /// C# of type Vector{bits}&lt;float&gt; in terms of a further local, <c>Vector512&lt;float&gt; score</c>, and what it needs before the
    /// loops over the rows and over the keys.
    /// </summary>
    /// <param name="score">A Float expression.</param>
    /// <param name="vectorBits">512, 256 or 128.</param>
    public static VectorText PrintScore(Expr score, int vectorBits)
    {
        if (score.Type != ExprType.Float)
            throw new ArgumentException($"The score is {score.Type}: {score}. A score is a Float expression.", nameof(score));
        CheckWidth(vectorBits);
        return new VectorPrinter(vectorBits, isScore: true).Print(ExprSimplifier.Simplify(score));
    }

    private static void CheckWidth(int vectorBits)
    {
        if (vectorBits is 128 or 256 or 512)
            return;
        var message = FormattableString.Invariant($"Vectors have 512, 256 or 128 bits; the nearest is {Nearest(vectorBits)}.");
        throw new ArgumentOutOfRangeException(nameof(vectorBits), vectorBits, message);
    }

    private static int Nearest(int bits) => bits < 192 ? 128 : bits < 384 ? 256 : 512;
}
