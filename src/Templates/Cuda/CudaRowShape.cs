namespace KernelGen.Templates.Cuda;

/// <summary>
/// How rows of <paramref name="Dim"/> elements of <paramref name="ElementBytes"/> bytes lie in shared memory: in panels whose rows are 128 bytes, eight
/// pieces of 16. A matrix instruction takes two pieces of a row at once: 16 elements of 16 bits, 8 of 32, or 32 of 8.
/// </summary>
internal readonly record struct CudaRowShape(int Dim, int ElementBytes)
{
    /// <summary>Elements of a row of a panel.</summary>
    public int PanelElements => CudaLayout.RowBytes / ElementBytes;

    /// <summary>Elements of a row that a matrix instruction takes.</summary>
    public int MatrixElements => 2 * CudaLayout.PieceBytes / ElementBytes;

    /// <summary>Elements in whole matrices.</summary>
    public int Padded => Matrices * MatrixElements;

    /// <summary>Matrices of a row.</summary>
    public int Matrices => Ceiling(Dim, MatrixElements);

    /// <summary>Panels of a row.</summary>
    public int Panels => Ceiling(Dim, PanelElements);

    /// <summary>Elements in the last panel.</summary>
    public int TailElements => (Dim - 1) % PanelElements + 1;

    /// <summary>Pieces of the last panel that matrices are read from: whole pairs.</summary>
    public int TailPieces => Ceiling(TailElements, MatrixElements) * 2;

    /// <summary>Whether the last pieces are not full of elements.</summary>
    public bool IsPadded => TailElements % MatrixElements != 0;

    private static int Ceiling(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}
