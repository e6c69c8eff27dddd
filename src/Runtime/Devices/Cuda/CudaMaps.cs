using KernelGen.Devices.Cuda.Driver;
using KernelGen.Devices.Gpu;

namespace KernelGen.Devices.Cuda;

/// <summary>The tensor maps of Q, K and V, for kernels that copy by them: rank 4, a box the elements of 128 bytes by rows of a tile.</summary>
internal static class CudaMaps
{
    /// <summary>What tensors must be to have maps, as a sentence.</summary>
    public const string Rule = "q, k and v must begin at multiples of 16 bytes and have strides that are such multiples, not 0, and there must be keys.";

    // What the swizzle permutes, and the panels that kernels read: 128 bytes.
    private const int RowBytes = 128;

    // CUDA driver API, cuTensorMapEncodeTiled: a stride is less than 2^40 bytes.
    private const long MostStrideBytes = (1L << 40) - Alignment;

    /// <summary>What contiguous rows must be multiples of, in bytes.</summary>
    public const int Alignment = 16;

    /// <summary>Whether the tensors of a call can have maps.</summary>
    /// <param name="call">The call, with its addresses.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    public static bool Fit(in GpuCall call, int elementBytes)
    {
        var (shape, launch) = (call.Shape, call.Launch);
        return launch.IsAligned == 1 && shape.KeyLength > 0 && shape.Batch > 0
            && Fits(launch.Query, shape.QueryHeads, shape.QueryLength, shape.Batch, elementBytes)
            && Fits(launch.Key, shape.KeyHeads, shape.KeyLength, shape.Batch, elementBytes)
            && Fits(launch.Value, shape.KeyHeads, shape.KeyLength, shape.Batch, elementBytes);
    }

    /// <summary>Whether contiguous tensors of a shape can have maps, wherever they begin.</summary>
    public static bool FitContiguous(in AttentionShape shape, SpecFacts facts)
        => shape.KeyLength > 0 && FitRows(facts.HeadDim, facts.ValueHeadDim, facts.ElementBytes);

    /// <summary>Whether contiguous rows of heads can have maps.</summary>
    public static bool FitRows(int headDim, int valueHeadDim, int elementBytes)
        => headDim * elementBytes % Alignment == 0 && valueHeadDim * elementBytes % Alignment == 0;

    /// <summary>Makes the maps of a call.</summary>
    /// <param name="device">The device.</param>
    /// <param name="facts">The spec.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="variant">The kernel.</param>
    /// <param name="values">Has the addresses and strides, and receives the maps.</param>
    public static void Make(CudaDevice device, SpecFacts facts, in AttentionShape shape, CudaVariant variant, ref CudaValues values)
    {
        var element = facts.Precision switch
        {
            Precision.Float32 => CudaTensorElement.Float32,
            Precision.Float16 => CudaTensorElement.Float16,
            Precision.BFloat16 => CudaTensorElement.BFloat16,
            _ => CudaTensorElement.UInt8, // the copies do not compute
        };
        values.QueryMap = Make(
            device, element, values.Query, values.Launch.Query, (facts.HeadDim, shape.QueryLength, shape.QueryHeads, shape.Batch), variant.QueryTile);
        values.KeyMap = Make(
            device, element, values.Key, values.Launch.Key, (facts.HeadDim, shape.KeyLength, shape.KeyHeads, shape.Batch), variant.KeyTile);
        values.ValueMap = Make(
            device, element, values.Value, values.Launch.Value, (facts.ValueHeadDim, shape.KeyLength, shape.KeyHeads, shape.Batch), variant.KeyTile);
    }

    private static bool Fits(in TensorStrides strides, int heads, int rows, int batch, int elementBytes)
        => Fits(strides.Row, rows, elementBytes) && Fits(strides.Head, heads, elementBytes) && Fits(strides.Batch, batch, elementBytes);

    private static bool Fits(long stride, int size, int elementBytes)
        => size == 1 || (stride > 0 && stride <= MostStrideBytes / elementBytes);

    private static CudaTensorMap Make(
        CudaDevice device, CudaTensorElement element, ulong address, in TensorStrides strides, (int Columns, int Rows, int Heads, int Batch) sizes, int boxRows)
    {
        var elementBytes = element switch
        {
            CudaTensorElement.Float32 => sizeof(float),
            CudaTensorElement.UInt8 => sizeof(byte),
            _ => sizeof(ushort),
        };
        var row = Bytes(strides.Row * elementBytes, sizes.Rows, sizes.Columns, elementBytes);
        var head = Bytes(strides.Head * elementBytes, sizes.Heads, sizes.Rows, row);
        var batch = Bytes(strides.Batch * elementBytes, sizes.Batch, sizes.Heads, head);
        return CudaTensorMaps.Encode(
            device, element, address,
            [(ulong)sizes.Columns, (ulong)sizes.Rows, (ulong)sizes.Heads, (ulong)sizes.Batch],
            [(ulong)row, (ulong)head, (ulong)batch],
            [(uint)(RowBytes / elementBytes), (uint)boxRows, 1, 1],
            CudaTensorSwizzle.Bytes128);
    }

    // The stride of a dimension that has one element is never taken, but must be legal: the driver's manual makes each stride of the one before and of how many
    // elements that has.
    private static long Bytes(long stride, int size, int sizeBefore, long strideBefore)
    {
        if (size > 1)
            return stride;
        var dense = strideBefore > MostStrideBytes / sizeBefore ? MostStrideBytes : strideBefore * sizeBefore;
        return (dense + Alignment - 1) / Alignment * Alignment;
    }
}
