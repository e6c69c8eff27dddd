using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// What lies where in shared memory. A tile of rows is kept in panels, so that a row of a panel is 128 bytes: eight pieces of 16 bytes over all
/// banks. Piece c of row r lies at place c xor (r mod 8), so eight rows of one column of pieces touch every bank once.
/// </summary>
internal sealed class CudaLayout(AttentionSpec spec, CudaConfig config)
{
    /// <summary>Bytes of a row of a panel.</summary>
    public const int RowBytes = 128;

    /// <summary>Pieces of a row of a panel.</summary>
    public const int Pieces = 8;

    /// <summary>Bytes of a piece: what one asynchronous copy brings.</summary>
    public const int PieceBytes = 16;

    // A thread keeps a fourth of the head size in registers, of float32 half, of e4m3 an eighth. With more, or for 32 rows of a warp, ptxas 12.4 spilled some kernels.
    private const int LongestKeptBytes = 256;
    private const int LongestKept = 128;

    /// <summary>Bytes of an element of Q, K and V.</summary>
    public int ElementBytes => KeyRows.ElementBytes;

    /// <summary>Rows of Q and K.</summary>
    public CudaRowShape KeyRows { get; } = new(spec.HeadDim, spec.Precision.Bytes());

    /// <summary>Rows of V, as far as one walk over the keys computes their columns.</summary>
    public CudaRowShape ValueRows { get; } = new(CudaColumns.Count(spec), spec.Precision.Bytes());

    /// <summary>Rows of factors of a low-rank bias; null without one.</summary>
    public CudaRowShape? FactorRows { get; } = spec.LowRankBias is { } bias ? new CudaRowShape(bias.Rank, sizeof(float)) : null;

    /// <summary>All shapes of rows, each once.</summary>
    public IEnumerable<CudaRowShape> Shapes => new[] { KeyRows, ValueRows }.Concat(FactorRows is { } factors ? [factors] : []).Distinct();

    /// <summary>D in whole matrices.</summary>
    public int PaddedHeadDim => KeyRows.Padded;

    /// <summary>Columns of a walk in whole matrices.</summary>
    public int PaddedValueDim => ValueRows.Padded;

    /// <summary>Panels of Q and K.</summary>
    public int KeyPanels => KeyRows.Panels;

    /// <summary>Panels of V.</summary>
    public int ValuePanels => ValueRows.Panels;

    /// <summary>Keys that a matrix instruction of <c>cuda.mma</c> takes of weights and values: 16, of float32 eight.</summary>
    public int MatrixKeys => spec.Precision == ElementType.Float32 ? 8 : 16;

    /// <summary>Bytes of a panel of keys, values or factors of keys.</summary>
    public int PanelBytes => config.KeyTile * CudaLayout.RowBytes;

    /// <summary>Where the values of a stage begin.</summary>
    public int ValueOffset => KeyPanels * PanelBytes;

    /// <summary>Where the factors of a stage's keys begin.</summary>
    public int FactorOffset => ValueOffset + ValuePanels * PanelBytes;

    /// <summary>Bytes of a stage: keys, then values, then factors of the keys.</summary>
    public int StageBytes => FactorOffset + FactorPanels * PanelBytes;

    /// <summary>Bytes of a panel of queries or their factors.</summary>
    public int QueryPanelBytes => config.QueryTile * CudaLayout.RowBytes;

    /// <summary>Whether a thread keeps its queries in registers, else reads them for every key tile.</summary>
    public bool KeepsQueries => config.RowBlocks == 1 && PaddedHeadDim <= LongestKept && PaddedHeadDim * ElementBytes <= LongestKeptBytes;

    /// <summary>Whether the queries lie in the last stage, which is filled only after they were read.</summary>
    public bool QueriesShareStage => KeepsQueries && KeyPanels * QueryPanelBytes <= StageBytes;

    /// <summary>Where the queries lie.</summary>
    public int QueryOffset => (QueriesShareStage ? config.Stages - 1 : config.Stages) * StageBytes;

    /// <summary>Where the factors of the queries lie.</summary>
    public int QueryFactorOffset => config.Stages * StageBytes + (QueriesShareStage ? 0 : KeyPanels * QueryPanelBytes);

    /// <summary>Shared memory of a block.</summary>
    public int SharedBytes => QueryFactorOffset + FactorPanels * QueryPanelBytes;

    /// <summary>Rows that the block loads at once, a piece of each panel per thread.</summary>
    public int LoadRows => config.Threads / CudaLayout.Pieces;

    private int FactorPanels => FactorRows?.Panels ?? 0;
}
