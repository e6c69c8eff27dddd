using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// What lies where in shared memory. A tile of rows is kept in panels of 64 elements, so that a row of a panel is 128 bytes: eight pieces of
/// 16 bytes over all banks. Piece c of row r lies at place c xor (r mod 8), so eight rows of one column of pieces touch every bank once.
/// </summary>
internal sealed class CudaLayout(AttentionSpec spec, CudaConfig config)
{
    /// <summary>Elements of a row of a panel.</summary>
    public const int PanelElements = 64;

    /// <summary>Bytes of a row of a panel.</summary>
    public const int RowBytes = 128;

    /// <summary>Pieces of a row of a panel.</summary>
    public const int Pieces = 8;

    /// <summary>Bytes of a piece: what one asynchronous copy brings.</summary>
    public const int PieceBytes = 16;

    // A thread keeps a fourth of the head size in registers. With more, or for 32 rows of a warp, ptxas 12.4 spilled some kernels.
    private const int LongestKeptHead = 128;

    /// <summary>D in whole matrices.</summary>
    public int PaddedHeadDim => Padded(spec.HeadDim);

    /// <summary>Dv in whole pairs of matrices.</summary>
    public int PaddedValueDim => Padded(spec.ValueHeadDim);

    /// <summary>Panels of Q and K.</summary>
    public int KeyPanels => Panels(PaddedHeadDim);

    /// <summary>Panels of V.</summary>
    public int ValuePanels => Panels(PaddedValueDim);

    /// <summary>Bytes of a panel of keys or values.</summary>
    public int PanelBytes => config.KeyTile * RowBytes;

    /// <summary>Where the values of a stage begin.</summary>
    public int ValueOffset => KeyPanels * PanelBytes;

    /// <summary>Bytes of a stage: keys, then values.</summary>
    public int StageBytes => (KeyPanels + ValuePanels) * PanelBytes;

    /// <summary>Bytes of a panel of queries.</summary>
    public int QueryPanelBytes => config.QueryTile * RowBytes;

    /// <summary>Whether a thread keeps its queries in registers, else reads them for every key tile.</summary>
    public bool KeepsQueries => config.RowBlocks == 1 && PaddedHeadDim <= LongestKeptHead;

    /// <summary>Whether the queries lie in the last stage, which is filled only after they were read.</summary>
    public bool QueriesShareStage => KeepsQueries && KeyPanels * QueryPanelBytes <= StageBytes;

    /// <summary>Where the queries lie.</summary>
    public int QueryOffset => (QueriesShareStage ? config.Stages - 1 : config.Stages) * StageBytes;

    /// <summary>Shared memory of a block.</summary>
    public int SharedBytes => config.Stages * StageBytes + (QueriesShareStage ? 0 : KeyPanels * QueryPanelBytes);

    /// <summary>Rows that the block loads at once, a piece of each panel per thread.</summary>
    public int LoadRows => config.Threads / Pieces;

    private static int Padded(int dim) => (dim + CudaConfig.MatrixRows - 1) / CudaConfig.MatrixRows * CudaConfig.MatrixRows;

    private static int Panels(int dim) => (dim + PanelElements - 1) / PanelElements;
}
