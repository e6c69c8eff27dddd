namespace KernelGen.Devices.Gpu;

/// <summary>
/// The sizes and strides of one launch. Emitted ILGPU kernels take them as this one blittable struct, kernels in PTX one by one. Strides
/// count elements.
/// </summary>
public struct GpuLaunch
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

    /// <summary>The strides of Q.</summary>
    internal readonly TensorStrides Query => new(QueryBatchStride, QueryHeadStride, QueryRowStride);

    /// <summary>The strides of K.</summary>
    internal readonly TensorStrides Key => new(KeyBatchStride, KeyHeadStride, KeyRowStride);

    /// <summary>The strides of V.</summary>
    internal readonly TensorStrides Value => new(ValueBatchStride, ValueHeadStride, ValueRowStride);

    /// <summary>The strides of O.</summary>
    internal readonly TensorStrides Output => new(OutputBatchStride, OutputHeadStride, OutputRowStride);

    /// <summary>The strides of the log-sum-exp.</summary>
    internal readonly TensorStrides Lse => new(LseBatchStride, LseHeadStride, LseRowStride);

    /// <summary>Takes the strides of a call.</summary>
    internal void Set(in AttentionShape shape, AttentionStrides strides)
        => Set(strides.Query, strides.Key, strides.Value, strides.Output, strides.Lse ?? TensorStrides.Bhnd(shape.QueryHeads, shape.QueryLength, 1));

    /// <summary>Takes the strides of contiguous (B, H, N, D) tensors.</summary>
    internal void SetContiguous(in AttentionShape shape, int headDim, int valueHeadDim) => Set(
        TensorStrides.Bhnd(shape.QueryHeads, shape.QueryLength, headDim),
        TensorStrides.Bhnd(shape.KeyHeads, shape.KeyLength, headDim),
        TensorStrides.Bhnd(shape.KeyHeads, shape.KeyLength, valueHeadDim),
        TensorStrides.Bhnd(shape.QueryHeads, shape.QueryLength, valueHeadDim),
        TensorStrides.Bhnd(shape.QueryHeads, shape.QueryLength, 1));

    private void Set(in TensorStrides query, in TensorStrides key, in TensorStrides value, in TensorStrides output, in TensorStrides lse)
    {
        (QueryBatchStride, QueryHeadStride, QueryRowStride) = (query.Batch, query.Head, query.Row);
        (KeyBatchStride, KeyHeadStride, KeyRowStride) = (key.Batch, key.Head, key.Row);
        (ValueBatchStride, ValueHeadStride, ValueRowStride) = (value.Batch, value.Head, value.Row);
        (OutputBatchStride, OutputHeadStride, OutputRowStride) = (output.Batch, output.Head, output.Row);
        (LseBatchStride, LseHeadStride, LseRowStride) = (lse.Batch, lse.Head, lse.Row);
    }
}
