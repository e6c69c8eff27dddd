using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// What lies where in shared memory: stages of keys and values, the queries, the memory barriers with the messages of the producer. Rows are
/// kept in the panels of <see cref="CudaLayout"/>, whose places are just those of a tensor map's swizzle over 128 bytes. Values of e4m3 lie in a
/// stage once more, transposed: a row for each column, with the keys of the tile in it (<see cref="WgmmaTransposer"/>).
/// </summary>
internal sealed class WgmmaLayout(AttentionSpec spec, WgmmaConfig config)
{
    /// <summary>The pattern of the swizzle: eight rows of a panel. Every panel begins at a multiple of it.</summary>
    public const int PatternBytes = 8 * CudaLayout.RowBytes;

    /// <summary>Of the queries: that they have come.</summary>
    public const int QueryFull = 0;

    /// <summary>Of the queries: that they are done with.</summary>
    public const int QueryEmpty = 8;

    /// <summary>The query tile's first row, or a negative number when there is no more work.</summary>
    public const int FirstRow = 16;

    /// <summary>The sequence.</summary>
    public const int Batch = 20;

    /// <summary>The query head.</summary>
    public const int Head = 24;

    /// <summary>1 when the query tile has key tiles, else 0.</summary>
    public const int HasTiles = 28;

    /// <summary>Of a stage: that the keys have come.</summary>
    public const int KeyFull = 0;

    /// <summary>Of a stage: that the keys are done with.</summary>
    public const int KeyEmpty = 8;

    /// <summary>Of a stage: that the values have come.</summary>
    public const int ValueFull = 16;

    /// <summary>Of a stage: that the values are done with.</summary>
    public const int ValueEmpty = 24;

    /// <summary>Of a stage: four times the key tile, plus 2 when it is Full, plus 1 when it is the last one of its query tile.</summary>
    public const int Tile = 32;

    /// <summary>Of a stage, where values are transposed: 1 when they are the last ones of their query tile, else 0.</summary>
    public const int IsLastValue = 36;

    private const int TransposedFull = 40;
    private const int TransposedEmpty = 48;
    private const int QueryRecordBytes = 32;

    /// <summary>Whether values must be transposed before they are multiplied: products of 8 bits cannot read them across their rows.</summary>
    public bool Transposes => spec.Precision == ElementType.Float8E4M3;

    /// <summary>Of a stage: that the values can be multiplied.</summary>
    public int ProductFull => Transposes ? TransposedFull : ValueFull;

    /// <summary>Of a stage: that the values were multiplied.</summary>
    public int ProductEmpty => Transposes ? TransposedEmpty : ValueEmpty;

    /// <summary>Warps that say when values that came are done with.</summary>
    public int ValueReaders => Transposes ? WgmmaConfig.TransposingWarps : config.ConsumerWarps;

    /// <summary>Warps that read what is said about a query tile.</summary>
    public int QueryReaders => config.ConsumerWarps + (Transposes ? WgmmaConfig.TransposingWarps : 0);

    /// <summary>Bytes of the barriers and the messages of a stage.</summary>
    public int StageRecordBytes => Transposes ? TransposedEmpty + 8 : 40;

    /// <summary>Where the transposed values of a stage begin.</summary>
    public int TransposedOffset => Panels.StageBytes;

    /// <summary>Bytes of a stage: keys, then values, then values transposed where they are.</summary>
    public int StageBytes => TransposedOffset + (Transposes ? Panels.PaddedValueDim * CudaLayout.RowBytes : 0);

    /// <summary>The panels.</summary>
    public CudaLayout Panels { get; } = new(spec, new CudaConfig(config.QueryTile, config.KeyTile, config.ConsumerWarps, config.Stages));

    /// <summary>Where the queries lie.</summary>
    public int QueryOffset => config.Stages * StageBytes;

    /// <summary>Bytes of the queries.</summary>
    public int QueryBytes => Panels.KeyPanels * Panels.QueryPanelBytes;

    /// <summary>Where the barriers and the message of the queries lie.</summary>
    public int QueryRecord => QueryOffset + QueryBytes;

    /// <summary>Where those of the first stage lie.</summary>
    public int StageRecords => QueryRecord + QueryRecordBytes;

    /// <summary>Shared memory of a block.</summary>
    public int SharedBytes => StageRecords + config.Stages * StageRecordBytes;
}
