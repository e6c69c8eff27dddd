using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>
/// The parameters of the kernels, by name. What <see cref="CudaParameters"/> has means the same here; queries, keys and values come by tensor
/// maps (<see cref="WgmmaMap"/>) in place of addresses and strides. Two numbers are new: <c>heads</c>, the query heads of all sequences, and
/// <c>sectionHeads</c>, how many of them, one after the other, are worked on before the next ones: as many as have keys and values that the
/// device's second cache holds, at least 1.
/// </summary>
internal static class WgmmaParameters
{
    /// <summary>The parameter with a tensor's map.</summary>
    public static string Map(string tensor) => tensor + "Map";

    /// <summary>Of the kernel. An lse of 0 is not wanted.</summary>
    public static IReadOnlyList<PtxParameter> Prefill(AttentionSpec spec)
    {
        var maps = WgmmaMap.Tensors.Select(tensor => new PtxParameter(Map(tensor), PtxType.B64, IsTensorMap: true));
        var others = CudaParameters.Prefill(spec).Where(parameter => !WgmmaMap.Tensors.Any(tensor => parameter.Name == tensor || IsStride(parameter, tensor)));
        return [.. maps, .. others, new PtxParameter("heads", PtxType.B32), new PtxParameter("sectionHeads", PtxType.B32)];
    }

    private static bool IsStride(PtxParameter parameter, string tensor)
        => parameter.Name.StartsWith(tensor, StringComparison.Ordinal) && parameter.Name.EndsWith("Stride", StringComparison.Ordinal);
}
