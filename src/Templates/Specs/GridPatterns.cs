using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>Patterns of tokens in a line, an image or a volume, written row after row.</summary>
public static class GridPatterns
{
    /// <summary>The reach of the <paramref name="window"/> keys of q's dilation group that are nearest to q.</summary>
    public static Expr Neighborhood1D(int window, int dilation, bool isCausal)
        => ExprSimplifier.Simplify(Axis(Expr.Q, Expr.K, Expr.KeyLength, new(window, dilation, isCausal)));

    /// <summary>The reach of the keys that are neighbours on both axes of an image with rows of <paramref name="width"/> tokens.</summary>
    public static Expr Neighborhood2D(int width, GridAxis y, GridAxis x) => ExprSimplifier.Simplify(Expr.And(
        Axis(Block(Expr.Q, width), Block(Expr.K, width), Count(width), y),
        Axis(Place(Expr.Q, width), Place(Expr.K, width), Expr.Int(width), x)));

    /// <summary>The reach of the keys that are neighbours on all axes of a volume whose layers are height times width tokens.</summary>
    public static Expr Neighborhood3D(int height, int width, GridAxis z, GridAxis y, GridAxis x)
    {
        var layer = height * width;
        return ExprSimplifier.Simplify(Expr.And(
            Axis(Block(Expr.Q, layer), Block(Expr.K, layer), Count(layer), z),
            Axis(Block(Place(Expr.Q, layer), width), Block(Place(Expr.K, layer), width), Expr.Int(height), y),
            Axis(Place(Expr.Q, width), Place(Expr.K, width), Expr.Int(width), x)));
    }

    /// <summary>The reach <c>q / width == k / width || q % width == k % width</c>.</summary>
    public static Expr CrissCross(int width) => ExprSimplifier.Simplify(Expr.Or(
        Expr.Equal(Block(Expr.Q, width), Block(Expr.K, width)), Expr.Equal(Place(Expr.Q, width), Place(Expr.K, width))));

    // The last row or layer may be cut, so the count is rounded up.
    private static Expr Count(int size) => Expr.Divide(Expr.Add(Expr.KeyLength, Expr.Int(size - 1)), Expr.Int(size));

    // Positions of one remainder form a group, in which the position is p / dilation. Near an end the window shifts inwards, so that it
    // keeps its size; a group that is shorter than the window is seen in full.
    private static Expr Axis(Expr query, Expr key, Expr length, GridAxis axis)
    {
        var (at, other) = (Block(query, axis.Dilation), Block(key, axis.Dilation));
        var group = Expr.Equal(Place(query, axis.Dilation), Place(key, axis.Dilation));
        if (axis.IsCausal)
            return Expr.And(group, Expr.LessOrEqual(other, at), AtMost(at, other, axis.Window - 1));
        var members = Block(Expr.Add(Expr.Subtract(length, Place(query, axis.Dilation)), Expr.Int(axis.Dilation - 1)), axis.Dilation);
        var first = Expr.Maximum(
            Expr.Minimum(Expr.Subtract(at, Expr.Int(axis.Window / 2)), Expr.Subtract(members, Expr.Int(axis.Window))), Expr.Int(0));
        return Expr.And(group, Expr.LessOrEqual(first, other), AtMost(other, first, axis.Window - 1));
    }
}
