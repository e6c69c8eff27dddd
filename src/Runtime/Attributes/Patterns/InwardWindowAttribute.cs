namespace KernelGen;

/// <summary>
/// A reach for videos: in every frame, the keys whose row and column are among the nearest to the query's place; near an edge of the frame
/// the window shifts inwards and keeps its size. With <c>y = q % (height * width) / width</c>: <c>first &lt;= row of k &lt;= first + 2 *
/// radiusY</c>, where first is <c>max(0, min(y - radiusY, height - 2 * radiusY - 1))</c>; the same for columns with <c>x = q % width</c>
/// (FreeSwim, inward sliding window attention; arXiv 2511.14712).
/// </summary>
/// <param name="height">The rows of a frame, at least 1.</param>
/// <param name="width">The tokens of a row, at least 1.</param>
/// <param name="radiusY">How many rows lie on each side of a query in the middle, at least 0.</param>
/// <param name="radiusX">How many columns lie on each side of it, at least 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class InwardWindowAttribute(int height, int width, int radiusY, int radiusX) : Attribute
{
    /// <summary>The rows of a frame, at least 1.</summary>
    public int Height { get; } = height;

    /// <summary>The tokens of a row, at least 1.</summary>
    public int Width { get; } = width;

    /// <summary>How many rows lie on each side of a query in the middle, at least 0.</summary>
    public int RadiusY { get; } = radiusY;

    /// <summary>How many columns lie on each side of it, at least 0.</summary>
    public int RadiusX { get; } = radiusX;
}
