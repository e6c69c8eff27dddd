using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// What a tensor map must say (<c>cuTensorMapEncodeTiled</c>), so that the copy engine brings a panel of rows as the kernels want it.
/// <list type="bullet">
/// <item>Data type: float16 or bfloat16, that of the spec; unsigned bytes for e4m3. Rank 4: elements of a row, rows, heads, sequences, in this order.</item>
/// <item>Lengths: those of the tensor. What lies outside is filled with zeros (<c>CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE</c>).</item>
/// <item>Address: that of the first element, a multiple of <see cref="Alignment"/> bytes.</item>
/// <item>Strides: those of rows, heads and sequences in bytes, positive multiples of <see cref="Alignment"/> below 2^40. Of a dimension of
/// length 1 that of the dimension before times its length, as if it lay dense: it is never taken, but drivers may look at it. A tensor that has others is for
/// <c>cuda.mma</c>.</item>
/// <item>Box: <see cref="BoxElements(ElementType)"/>, <see cref="BoxRows"/>, 1, 1; element strides 1.</item>
/// <item>No interleave, swizzle over 128 bytes (<c>CU_TENSOR_MAP_SWIZZLE_128B</c>). The promotion in the second cache is free to choose.</item>
/// </list>
/// The map is a parameter of the kernel by value: 128 bytes on a multiple of 64.
/// </summary>
public static class WgmmaMap
{
    /// <summary>Bytes that the address and the strides are multiples of.</summary>
    public const int Alignment = 16;

    /// <summary>Elements of a box's row: the 128 bytes that the swizzle permutes.</summary>
    public static int BoxElements(ElementType precision) => CudaLayout.RowBytes / precision.Bytes();

    /// <summary>The most rows of a box (CUDA driver API).</summary>
    public const int MostBoxRows = 256;

    /// <summary>The tensors that come by maps, in the order of the parameters.</summary>
    public static IReadOnlyList<string> Tensors { get; } = ["query", "key", "value"];

    /// <summary>Rows of a box: those of a tile.</summary>
    public static int BoxRows(WgmmaConfig config, string tensor) => tensor == "query" ? config.QueryTile : config.KeyTile;

    /// <summary>Elements of a row of a tensor, the length of a map's first dimension.</summary>
    public static int RowElements(AttentionSpec spec, string tensor) => tensor == "value" ? spec.ValueHeadDim : spec.HeadDim;
}
