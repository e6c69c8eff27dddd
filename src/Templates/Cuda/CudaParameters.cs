using KernelGen.Devices.Cuda;
using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// The parameters of the kernels, by name. Tensors and the plan are device addresses, lengths and counts 32-bit integers, strides 64-bit
/// integers that count elements. An array of data is an address and a length, a value of data itself; truth values are bytes, or 0 and 1. A tensor
/// of data is an address, and for each of its four dimensions the last index as an unsigned number (all ones where it is broadcast) and the
/// stride (0 where it is broadcast): <c>DataLayout</c> knows both.
/// </summary>
internal static class CudaParameters
{
    private static readonly string[] s_sizes = ["queryLength", "keyLength", "queryOffset", "queryHeads", "groupSize", "queryTiles", "plans"];

    private static readonly string[] s_strides = ["BatchStride", "HeadStride", "RowStride"];

    /// <summary>Of the kernel with a block for each query tile. An lse of 0 is not wanted.</summary>
    public static IReadOnlyList<PtxParameter> Prefill(AttentionSpec spec)
        => [.. Addresses(spec.WritesLse ? ["query", "key", "value", "output", "lse", "plan"] : ["query", "key", "value", "output", "plan"]),
            .. Numbers(s_sizes), .. Strides("query", "key", "value", "output"), .. Data(spec)];

    /// <summary>Of the kernel with a block for each share of the keys.</summary>
    public static IReadOnlyList<PtxParameter> Decode(AttentionSpec spec)
        => [.. Addresses("query", "key", "value", "parts", "plan"), .. Numbers([.. s_sizes, "unitHeads", "shares"]),
            .. Strides("query", "key", "value"), .. Data(spec)];

    /// <summary>Of the kernel that joins the shares.</summary>
    public static IReadOnlyList<PtxParameter> Merge(AttentionSpec spec)
        => [.. Addresses(spec.WritesLse ? ["parts", "output", "lse"] : ["parts", "output"]),
            .. Numbers(["queryLength", "queryHeads", "queryTiles", "unitHeads", "shares"]), .. Strides("output")];

    /// <summary>The parameter with an array's address or a value of data.</summary>
    public static string Data(ExprParameter parameter) => "data_" + PtxName.Of(parameter.Name);

    /// <summary>The parameter with an array's length.</summary>
    public static string DataLength(ExprParameter parameter) => "length_" + PtxName.Of(parameter.Name);

    /// <summary>The parameter with the last index along a dimension of a tensor.</summary>
    public static string TensorLast(ExprParameter parameter, int dimension) => FormattableString.Invariant($"last{dimension}_{PtxName.Of(parameter.Name)}");

    /// <summary>The parameter with the stride along a dimension of a tensor.</summary>
    public static string TensorStride(ExprParameter parameter, int dimension) => FormattableString.Invariant($"stride{dimension}_{PtxName.Of(parameter.Name)}");

    private static IEnumerable<PtxParameter> Data(AttentionSpec spec) => spec.Data.SelectMany(DataOf);

    private static IEnumerable<PtxParameter> DataOf(ExprParameter parameter)
    {
        if (!parameter.HasElements)
            return [new PtxParameter(Data(parameter), parameter.Type == ExprDataType.Single ? PtxType.F32 : PtxType.B32)];
        var dimensions = Enumerable.Range(0, parameter.IsTensor ? TensorLoad.Rank : 0);
        return
        [
            new PtxParameter(Data(parameter), PtxType.B64),
            .. parameter.IsArray ? [new PtxParameter(DataLength(parameter), PtxType.B32)] : Array.Empty<PtxParameter>(),
            .. dimensions.Select(dimension => new PtxParameter(TensorLast(parameter, dimension), PtxType.B32)),
            .. dimensions.Select(dimension => new PtxParameter(TensorStride(parameter, dimension), PtxType.B64)),
        ];
    }

    private static IEnumerable<PtxParameter> Addresses(params string[] names) => names.Select(name => new PtxParameter(name, PtxType.B64));

    private static IEnumerable<PtxParameter> Numbers(string[] names) => names.Select(name => new PtxParameter(name, PtxType.B32));

    private static IEnumerable<PtxParameter> Strides(params string[] tensors)
        => tensors.SelectMany(tensor => s_strides.Select(stride => new PtxParameter(tensor + stride, PtxType.B64)));
}
