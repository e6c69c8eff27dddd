using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>Patterns of tokens in a line, an image or a volume, written row after row.</summary>
public static class GridPatterns
{
    /// <summary>The reach of the keys of q's dilation group that are nearest to q, or to the leader of q's stride.</summary>
    public static Expr Neighborhood1D(GridAxis axis) => ExprSimplifier.Simplify(Axis(Expr.Q, Expr.K, Expr.KeyLength, axis));

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

    /// <summary>
    /// The reach of all frames' keys that are, in the frame, among the <c>2 * radius + 1</c> nearest to q on both axes; frames are height
    /// times width tokens.
    /// </summary>
    public static Expr InwardWindow(int height, int width, int radiusY, int radiusX)
    {
        var (query, key) = (Place(Expr.Q, height * width), Place(Expr.K, height * width));
        return ExprSimplifier.Simplify(Expr.And(
            Axis(Block(query, width), Block(key, width), Expr.Int(height), new(2 * radiusY + 1, 1, false)),
            Axis(Place(Expr.Q, width), Place(Expr.K, width), Expr.Int(width), new(2 * radiusX + 1, 1, false))));
    }

    /// <summary>
    /// The reach of the keys whose block is at most <paramref name="radius"/> blocks away from q's on each axis. With
    /// <paramref name="isGrouped"/> the tokens of a block follow one another, and the blocks lie in the order in which tokens would.
    /// </summary>
    public static Expr SurroundingBlocks(int height, int width, GridBlock block, int radius, bool isGrouped) => ExprSimplifier.Simplify(Expr.And(
        [.. BlockOf(Expr.Q, height, width, block, isGrouped).Zip(
            BlockOf(Expr.K, height, width, block, isGrouped), (query, key) => Within(query, key, radius))]));

    /// <summary>The reach <c>q / width == k / width || q % width == k % width</c>.</summary>
    public static Expr CrissCross(int width) => ExprSimplifier.Simplify(Expr.Or(
        Expr.Equal(Block(Expr.Q, width), Block(Expr.K, width)), Expr.Equal(Place(Expr.Q, width), Place(Expr.K, width))));

    // The last row or layer may be cut, so the count is rounded up.
    private static Expr Count(int size) => Expr.Divide(Expr.Add(Expr.KeyLength, Expr.Int(size - 1)), Expr.Int(size));

    // The coordinates of the block that a token is in: layer, row, column.
    private static Expr[] BlockOf(Expr position, int height, int width, GridBlock block, bool isGrouped)
    {
        if (!isGrouped)
        {
            var (layer, place) = (Block(position, height * width), Place(position, height * width));
            return [Block(layer, block.Depth), Block(Block(place, width), block.Height), Block(Place(position, width), block.Width)];
        }
        var (rows, columns) = ((height - 1) / block.Height + 1, (width - 1) / block.Width + 1);
        var number = Block(position, block.Depth * block.Height * block.Width);
        return [Block(number, rows * columns), Block(Place(number, rows * columns), columns), Place(number, columns)];
    }

    // Positions of one remainder form a group, in which the position is p / dilation. Near an end the window shifts inwards, so that it
    // keeps its size; a group that is shorter than the window is seen in full. Queries of one stride share the window of their leader,
    // the one in the middle, or the last one when causal.
    private static Expr Axis(Expr query, Expr key, Expr length, GridAxis axis)
    {
        var (at, other) = (Block(query, axis.Dilation), Block(key, axis.Dilation));
        var group = Expr.Equal(Place(query, axis.Dilation), Place(key, axis.Dilation));
        var members = Block(Expr.Add(Expr.Subtract(length, Place(query, axis.Dilation)), Expr.Int(axis.Dilation - 1)), axis.Dilation);
        var leader = axis.Stride == 1 ? at : Expr.Minimum(
            Expr.Add(Expr.Multiply(Block(at, axis.Stride), Expr.Int(axis.Stride)), Expr.Int(axis.IsCausal ? axis.Stride - 1 : axis.Stride / 2)),
            Expr.Subtract(members, Expr.Int(1)));
        if (axis.IsCausal)
            return Expr.And(group, Expr.LessOrEqual(other, at), AtMost(leader, other, axis.Window - 1));
        var first = Expr.Maximum(
            Expr.Minimum(Expr.Subtract(leader, Expr.Int(axis.Window / 2)), Expr.Subtract(members, Expr.Int(axis.Window))), Expr.Int(0));
        return Expr.And(group, Expr.LessOrEqual(first, other), AtMost(other, first, axis.Window - 1));
    }
}
