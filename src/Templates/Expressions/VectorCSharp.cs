namespace KernelGen.Templates.Expressions;

/// <summary>
/// Masks as C# over a vector of key indices, in terms of the locals <c>int q</c>, <c>Vector512&lt;int&gt; k</c> (or 256, 128) and
/// <c>in MaskScope scope</c>. Needs <c>using System.Runtime.Intrinsics;</c> and an <c>unchecked</c> context. What does not depend on k is
/// computed once as a scalar and broadcast.
/// </summary>
public static class VectorCSharp
{
    /// <summary>A C# expression of type Vector{bits}&lt;int&gt;: all ones in the lanes whose key is allowed, zero in the others.</summary>
    /// <param name="mask">A Bool expression that does not read score.</param>
    /// <param name="vectorBits">512, 256 or 128.</param>
    public static string PrintMask(Expr mask, int vectorBits)
    {
        if (mask.Type != ExprType.Bool || mask.Reads(ExprVariable.Score))
        {
            throw new ArgumentException(
                $"The mask is {mask.Type}: {mask}. A mask is a Bool expression that does not read score.", nameof(mask));
        }
        if (vectorBits is not (128 or 256 or 512))
        {
            var message = FormattableString.Invariant($"Vectors have 512, 256 or 128 bits; the nearest is {Nearest(vectorBits)}.");
            throw new ArgumentOutOfRangeException(nameof(vectorBits), vectorBits, message);
        }
        return new VectorPrinter(FormattableString.Invariant($"Vector{vectorBits}")).Print(ExprSimplifier.Simplify(mask));
    }

    private static int Nearest(int bits) => bits < 192 ? 128 : bits < 384 ? 256 : 512;
}
