namespace KernelGen;

/// <summary>
/// A reach for images (one layer) and videos: the keys whose block is at most <paramref name="radius"/> blocks away on each axis, so that
/// all queries of a block see the same keys: <c>|z - z'| &lt;= radius &amp;&amp; |y - y'| &lt;= radius &amp;&amp; |x - x'| &lt;= radius</c>, where
/// (z, y, x) and (z', y', x') are the blocks of q and k: <c>z = q / (height * width) / blockZ</c>, <c>y = q % (height * width) / width /
/// blockY</c>, <c>x = q % width / blockX</c> (GRAT, surrounding blocks; arXiv 2505.14687).
/// </summary>
/// <param name="height">The rows of an image or frame, at least 1.</param>
/// <param name="width">The tokens of a row, at least 1.</param>
/// <param name="blockZ">The frames of a block, 1 for images.</param>
/// <param name="blockY">The rows of a block, at least 1.</param>
/// <param name="blockX">The columns of a block, at least 1.</param>
/// <param name="radius">How many blocks around its own a query sees on each side, at least 0.</param>
/// <param name="grouped">Whether the tokens of a block follow one another, block after block in reading order; blocks that an edge cuts are filled up. Then far fewer tiles are partial.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SurroundingBlocksAttribute(int height, int width, int blockZ, int blockY, int blockX, int radius = 1, bool grouped = false) : Attribute
{
    /// <summary>The rows of an image or frame, at least 1.</summary>
    public int Height { get; } = height;

    /// <summary>The tokens of a row, at least 1.</summary>
    public int Width { get; } = width;

    /// <summary>The frames of a block, 1 for images.</summary>
    public int BlockZ { get; } = blockZ;

    /// <summary>The rows of a block, at least 1.</summary>
    public int BlockY { get; } = blockY;

    /// <summary>The columns of a block, at least 1.</summary>
    public int BlockX { get; } = blockX;

    /// <summary>How many blocks around its own a query sees on each side, at least 0.</summary>
    public int Radius { get; } = radius;

    /// <summary>Whether the tokens of a block follow one another, block after block in reading order; blocks that an edge cuts are filled up. Then far fewer tiles are partial.</summary>
    public bool Grouped { get; } = grouped;
}
