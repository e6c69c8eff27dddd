using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>Patterns of video diffusion models: tokens in frames, and stripes and diagonals over them.</summary>
public static class VideoPatterns
{
    // Positions are below 2^30 in magnitude, so no two of them are further apart.
    private const int LargestPosition = (1 << 30) - 1;

    /// <summary>The reach <c>|q / tokensPerFrame - k / tokensPerFrame| &lt;= frames</c>.</summary>
    public static Expr FrameSpatial(int tokensPerFrame, int frames)
        => ExprSimplifier.Simplify(Within(Block(Expr.Q, tokensPerFrame), Block(Expr.K, tokensPerFrame), frames));

    /// <summary>The reach <c>|q % tokensPerFrame - k % tokensPerFrame| &lt;= tolerance</c>.</summary>
    public static Expr FrameTemporal(int tokensPerFrame, int tolerance)
        => ExprSimplifier.Simplify(Within(Place(Expr.Q, tokensPerFrame), Place(Expr.K, tokensPerFrame), tolerance));

    /// <summary>The reach <c>(|q - k| + halfWidth) % period &lt;= 2 * halfWidth</c>.</summary>
    public static Expr MultiDiagonal(int period, int halfWidth) => ExprSimplifier.Simplify(Expr.LessOrEqual(
        Place(Expr.Add(Expr.Abs(Distance), Expr.Int(halfWidth)), period), Expr.Int(2 * halfWidth)));

    /// <summary>The reach <c>k % period &lt; width</c>.</summary>
    public static Expr VerticalStripe(int period, int width)
        => ExprSimplifier.Simplify(Expr.Less(Place(Expr.K, period), Expr.Int(width)));

    /// <summary>
    /// The reach whose width within a frame halves each time the distance of frames doubles, and whose frames thin out where the width
    /// is below one token.
    /// </summary>
    public static Expr RadialDecay(int tokensPerFrame)
    {
        var frames = Expr.Abs(Expr.Subtract(Block(Expr.Q, tokensPerFrame), Block(Expr.K, tokensPerFrame)));
        var offset = Expr.Abs(Expr.Subtract(Place(Expr.Q, tokensPerFrame), Place(Expr.K, tokensPerFrame)));
        var octaves = new List<Expr> { Expr.Less(frames, Expr.Int(2)) };
        for (var first = 2; first <= LargestPosition / tokensPerFrame; first *= 2)
        {
            var seen = first <= tokensPerFrame
                ? Expr.Less(offset, Expr.Int(tokensPerFrame / first))
                : Expr.And(Expr.Equal(offset, Expr.Int(0)), IsMultiple(frames, (first - 1) / tokensPerFrame + 1));
            // From first to 2 * first - 1, which fits an int.
            octaves.Add(Expr.And(Expr.GreaterOrEqual(frames, Expr.Int(first)), Expr.LessOrEqual(frames, Expr.Int(first - 1 + first)), seen));
        }
        return ExprSimplifier.Simplify(Expr.Or([.. octaves]));
    }
}
