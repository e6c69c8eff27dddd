using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Ilgpu;

/// <summary>
/// What a group keeps in shared memory, for one spec and config; pitches and sizes in groups of four floats. Every load in the two products
/// is one of 16 bytes. Eight neighbouring threads make one such access, and it is free of bank conflicts when their addresses differ
/// modulo eight groups of four floats; what makes it so is said at each pitch.
/// </summary>
internal sealed class IlgpuLayout
{
    /// <summary>Dimensions that are loaded at once: eight floats are the 32 bytes in which a GPU's memory answers.</summary>
    public const int LoadDims = 8;

    /// <summary>Bytes that K or V may take while they pass by: enough for 64 dimensions of 32 keys.</summary>
    public const int MostStagedBytes = 10 * 1024;

    private const int Vector = 4;
    private const int VectorBytes = Vector * sizeof(float);

    public IlgpuLayout(AttentionSpec spec, IlgpuConfig config)
    {
        Columns = RoundUp(CeilDiv(spec.ValueHeadDim, config.ThreadColumns), Vector);
        PaddedValueDim = Columns * config.ThreadColumns;
        QueryPitch = Odd(config.QueryTile / Vector);
        KeyPitch = Odd(config.KeyTile / Vector);
        WeightPitch = config.QueryTile + 2;
        MaximaPitch = config.QueryTile / Vector / 4 * 4 + 2;

        var chunks = CeilDiv(RoundUp(spec.HeadDim, LoadDims) * KeyPitch * VectorBytes, MostStagedBytes);
        ChunkDims = RoundUp(CeilDiv(spec.HeadDim, chunks), LoadDims);
        PaddedHeadDim = CeilDiv(spec.HeadDim, ChunkDims) * ChunkDims;
        ChunkKeys = config.KeyTile;
        while (ChunkKeys > Vector && ChunkKeys * PaddedValueDim * sizeof(float) > MostStagedBytes)
            ChunkKeys /= 2;

        var rank = RoundUp(spec.LowRankBias?.Rank ?? 0, LoadDims);
        ChunkFactors = Math.Min(rank, ChunkDims);
        PaddedRank = rank == 0 ? 0 : RoundUp(rank, ChunkFactors);

        Queries = (PaddedHeadDim + PaddedRank) * QueryPitch;
        Staged = Math.Max(ChunkDims * KeyPitch, ChunkKeys * PaddedValueDim / Vector);
        Weights = config.KeyTile / Vector * WeightPitch;
        Maxima = config.ThreadColumns * MaximaPitch;
        Wide = IlgpuLoads.Wide(spec, config, this);
    }

    /// <summary>How 16 bytes are loaded at a time; null where they do not divide the tiles.</summary>
    public IlgpuLoads? Wide { get; }

    /// <summary>Output columns of a thread.</summary>
    public int Columns { get; }

    /// <summary>Columns of V in shared memory.</summary>
    public int PaddedValueDim { get; }

    /// <summary>Dimensions of Q and K in shared memory: whole chunks, filled up with zeros.</summary>
    public int PaddedHeadDim { get; }

    /// <summary>Dimensions of K that are staged at once.</summary>
    public int ChunkDims { get; }

    /// <summary>Factors of a low-rank bias, behind the dimensions: whole chunks; 0 without such a bias.</summary>
    public int PaddedRank { get; }

    /// <summary>Factors of keys that are staged at once, no more than dimensions.</summary>
    public int ChunkFactors { get; }

    /// <summary>Keys of V that are staged at once.</summary>
    public int ChunkKeys { get; }

    /// <summary>
    /// From one dimension of Q to the next. Q is transposed while it is stored: eight dimensions of four rows go to shared memory together,
    /// and with an odd pitch these 32 floats fall into 32 banks.
    /// </summary>
    public int QueryPitch { get; }

    /// <summary>From one dimension of K to the next; odd for the same reason.</summary>
    public int KeyPitch { get; }

    /// <summary>
    /// From four keys' weights to the next four's: their rows, and two more, so that eight threads, 2 rows x 4 columns of them, store to
    /// different banks.
    /// </summary>
    public int WeightPitch { get; }

    /// <summary>From the row maxima of one thread column to the next one's; twice an odd number for the same reason.</summary>
    public int MaximaPitch { get; }

    /// <summary>Size of the query tile.</summary>
    public int Queries { get; }

    /// <summary>Size of the place that K and V take turns in.</summary>
    public int Staged { get; }

    /// <summary>Size of the weights.</summary>
    public int Weights { get; }

    /// <summary>Size of the row maxima, and of the row sums at the end.</summary>
    public int Maxima { get; }

    /// <summary>Shared memory of a group.</summary>
    public int SharedBytes => (Queries + Staged + Weights + Maxima) * VectorBytes;

    /// <summary>Rows that all threads load together: each thread has one dimension of one row.</summary>
    public static int LoadRows(IlgpuConfig config) => config.Threads / LoadDims;

    /// <summary>Threads that lie side by side in one load of V by all threads, each with some elements of a row.</summary>
    public int LoadColumns(IlgpuConfig config, int elements = 1)
    {
        var columns = config.Threads;
        while (PaddedValueDim / elements % columns != 0)
            columns /= 2;
        return columns;
    }

    private static int CeilDiv(int value, int divisor) => (value + divisor - 1) / divisor;

    private static int RoundUp(int value, int step) => CeilDiv(value, step) * step;

    private static int Odd(int vectors) => vectors | 1;
}
