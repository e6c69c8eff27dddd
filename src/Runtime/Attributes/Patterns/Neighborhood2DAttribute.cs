namespace KernelGen;

/// <summary>
/// A reach: the rule of <see cref="Neighborhood1DAttribute"/> on both axes of an image, with <c>y = q / width</c> and <c>x = q % width</c>
/// (Neighborhood Attention (NATTEN), arXiv 2204.07143; dilated: arXiv 2209.15001; strided: arXiv
/// 2504.16922).
/// </summary>
/// <param name="width">How many tokens a row of the image holds, at least 1; the key length should be a multiple of it.</param>
/// <param name="windowY">How many rows a query sees, at least 1.</param>
/// <param name="windowX">How many columns it sees, at least 1.</param>
/// <param name="dilationY">The distance between two neighbours along the columns, at least 1.</param>
/// <param name="dilationX">The distance between two neighbours along the rows, at least 1.</param>
/// <param name="causalY">Whether the window ends at the query's row.</param>
/// <param name="causalX">Whether it ends at the query's column.</param>
/// <param name="strideY">How many neighbouring rows of queries share a window, from 1 to windowY.</param>
/// <param name="strideX">How many neighbouring columns of queries share a window, from 1 to windowX.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class Neighborhood2DAttribute(
    int width, int windowY, int windowX, int dilationY = 1, int dilationX = 1, bool causalY = false, bool causalX = false,
    int strideY = 1, int strideX = 1) : Attribute
{
    /// <summary>How many tokens a row of the image holds, at least 1; the key length should be a multiple of it.</summary>
    public int Width { get; } = width;

    /// <summary>How many rows a query sees, at least 1.</summary>
    public int WindowY { get; } = windowY;

    /// <summary>How many columns it sees, at least 1.</summary>
    public int WindowX { get; } = windowX;

    /// <summary>The distance between two neighbours along the columns, at least 1.</summary>
    public int DilationY { get; } = dilationY;

    /// <summary>The distance between two neighbours along the rows, at least 1.</summary>
    public int DilationX { get; } = dilationX;

    /// <summary>Whether the window ends at the query's row.</summary>
    public bool CausalY { get; } = causalY;

    /// <summary>Whether it ends at the query's column.</summary>
    public bool CausalX { get; } = causalX;

    /// <summary>How many neighbouring rows of queries share a window, from 1 to windowY.</summary>
    public int StrideY { get; } = strideY;

    /// <summary>How many neighbouring columns of queries share a window, from 1 to windowX.</summary>
    public int StrideX { get; } = strideX;
}
