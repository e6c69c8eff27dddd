namespace KernelGen.Templates.Cuda;

/// <summary>The last panel of rows of <paramref name="dim"/> elements.</summary>
internal readonly struct CudaTail(int dim)
{
    /// <summary>Elements in it, 1 to 64.</summary>
    public int Elements { get; } = (dim - 1) % CudaLayout.PanelElements + 1;

    /// <summary>Pieces that matrices are read from: whole pairs.</summary>
    public int Pieces => (Elements + CudaConfig.MatrixRows - 1) / CudaConfig.MatrixRows * 2;

    /// <summary>Whether the last pieces have fewer than eight elements.</summary>
    public bool IsPadded => Elements % CudaConfig.MatrixRows != 0;
}
