namespace KernelGen.Devices.Ilgpu;

/// <summary>
/// The sizes and strides of one launch, as emitted ILGPU kernels take them: one blittable struct instead of thirty parameters. Strides
/// count elements.
/// </summary>
public struct IlgpuLaunch
{
    /// <summary>Nq.</summary>
    public int QueryLength;

    /// <summary>Nk.</summary>
    public int KeyLength;

    /// <summary>The position of query row 0.</summary>
    public int QueryOffset;

    /// <summary>Hq.</summary>
    public int QueryHeads;

    /// <summary>Query heads that share one key head.</summary>
    public int GroupSize;

    /// <summary>Query tiles of a head; of a decode launch, tiles of the rows of the heads that are computed together.</summary>
    public int QueryTiles;

    /// <summary>Plans in the plan's array: 1, or one for each head of each sequence.</summary>
    public int Plans;

    /// <summary>1 when the log-sum-exp is wanted.</summary>
    public int WritesLse;

    /// <summary>1 when all rows of Q, K and V begin at multiples of 16 bytes.</summary>
    public int IsAligned;

    /// <summary>Decode: query heads that are computed together, their rows one after another.</summary>
    public int UnitHeads;

    /// <summary>Decode: shares that the keys are cut into.</summary>
    public int Shares;

    /// <summary>Q, from one sequence to the next.</summary>
    public long QueryBatchStride;

    /// <summary>Q, from one head to the next.</summary>
    public long QueryHeadStride;

    /// <summary>Q, from one row to the next.</summary>
    public long QueryRowStride;

    /// <summary>K, from one sequence to the next.</summary>
    public long KeyBatchStride;

    /// <summary>K, from one head to the next.</summary>
    public long KeyHeadStride;

    /// <summary>K, from one row to the next.</summary>
    public long KeyRowStride;

    /// <summary>V, from one sequence to the next.</summary>
    public long ValueBatchStride;

    /// <summary>V, from one head to the next.</summary>
    public long ValueHeadStride;

    /// <summary>V, from one row to the next.</summary>
    public long ValueRowStride;

    /// <summary>O, from one sequence to the next.</summary>
    public long OutputBatchStride;

    /// <summary>O, from one head to the next.</summary>
    public long OutputHeadStride;

    /// <summary>O, from one row to the next.</summary>
    public long OutputRowStride;

    /// <summary>The log-sum-exp, from one sequence to the next.</summary>
    public long LseBatchStride;

    /// <summary>The log-sum-exp, from one head to the next.</summary>
    public long LseHeadStride;

    /// <summary>The log-sum-exp, from one row to the next.</summary>
    public long LseRowStride;
}
