namespace KernelGen;

/// <summary>
/// A reach: the rule of <see cref="Neighborhood1DAttribute"/> on all axes of a volume or video, with <c>z = q / (height * width)</c>, <c>y
/// = q / width % height</c> and <c>x = q % width</c> (Neighborhood Attention (NATTEN), arXiv 2204.07143; per-axis causality: NATTEN's
/// na3d; strided: arXiv 2504.16922).
/// </summary>
/// <param name="height">How many rows a layer holds, at least 1.</param>
/// <param name="width">How many tokens a row holds, at least 1; the key length should be a multiple of height times width.</param>
/// <param name="windowZ">How many layers a query sees, at least 1.</param>
/// <param name="windowY">How many rows it sees, at least 1.</param>
/// <param name="windowX">How many columns it sees, at least 1.</param>
/// <param name="dilationZ">The distance between two neighbours across layers, at least 1.</param>
/// <param name="dilationY">The distance between two neighbours along the columns, at least 1.</param>
/// <param name="dilationX">The distance between two neighbours along the rows, at least 1.</param>
/// <param name="causalZ">Whether the window ends at the query's layer.</param>
/// <param name="causalY">Whether it ends at the query's row.</param>
/// <param name="causalX">Whether it ends at the query's column.</param>
/// <param name="strideZ">How many neighbouring layers of queries share a window, from 1 to windowZ.</param>
/// <param name="strideY">How many neighbouring rows of queries share a window, from 1 to windowY.</param>
/// <param name="strideX">How many neighbouring columns of queries share a window, from 1 to windowX.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class Neighborhood3DAttribute(
    int height, int width, int windowZ, int windowY, int windowX, int dilationZ = 1, int dilationY = 1, int dilationX = 1,
    bool causalZ = false, bool causalY = false, bool causalX = false, int strideZ = 1, int strideY = 1, int strideX = 1) : Attribute
{
    /// <summary>How many rows a layer holds, at least 1.</summary>
    public int Height { get; } = height;

    /// <summary>How many tokens a row holds, at least 1; the key length should be a multiple of height times width.</summary>
    public int Width { get; } = width;

    /// <summary>How many layers a query sees, at least 1.</summary>
    public int WindowZ { get; } = windowZ;

    /// <summary>How many rows it sees, at least 1.</summary>
    public int WindowY { get; } = windowY;

    /// <summary>How many columns it sees, at least 1.</summary>
    public int WindowX { get; } = windowX;

    /// <summary>The distance between two neighbours across layers, at least 1.</summary>
    public int DilationZ { get; } = dilationZ;

    /// <summary>The distance between two neighbours along the columns, at least 1.</summary>
    public int DilationY { get; } = dilationY;

    /// <summary>The distance between two neighbours along the rows, at least 1.</summary>
    public int DilationX { get; } = dilationX;

    /// <summary>Whether the window ends at the query's layer.</summary>
    public bool CausalZ { get; } = causalZ;

    /// <summary>Whether it ends at the query's row.</summary>
    public bool CausalY { get; } = causalY;

    /// <summary>Whether it ends at the query's column.</summary>
    public bool CausalX { get; } = causalX;

    /// <summary>How many neighbouring layers of queries share a window, from 1 to windowZ.</summary>
    public int StrideZ { get; } = strideZ;

    /// <summary>How many neighbouring rows of queries share a window, from 1 to windowY.</summary>
    public int StrideY { get; } = strideY;

    /// <summary>How many neighbouring columns of queries share a window, from 1 to windowX.</summary>
    public int StrideX { get; } = strideX;
}
