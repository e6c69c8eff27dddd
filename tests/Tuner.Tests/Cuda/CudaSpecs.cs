using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Tests.Cuda;

/// <summary>Specs with CUDA kernels, and one without.</summary>
internal static class CudaSpecs
{
    /// <summary>Three variants: the pinned tile leaves the number of stages open.</summary>
    public const string Causal = """
        kernelgen-spec 1
        headDim 16
        valueHeadDim 16
        precision Float16
        scale 0.25
        softcap 0
        alignment BottomRight
        writesLse true
        mask (<= k q)
        queryTile 64
        keyTile 32

        """;

    /// <summary>Inputs of 8 bits, whose output has 16. Both families have the pinned tile, each with three numbers of stages.</summary>
    public static string EightBits => Causal.Replace("Float16", "Float8E4M3", StringComparison.Ordinal).Replace("keyTile 32", "keyTile 64", StringComparison.Ordinal);

    /// <summary>A mask and a score that read data.</summary>
    public const string Packed = """
        kernelgen-spec 1
        headDim 16
        valueHeadDim 16
        precision BFloat16
        scale 0.25
        softcap 0
        alignment BottomRight
        writesLse false
        data int[] document, float[] slope, float alpha
        mask (and (<= k q) (== (load int document q) (load int document k)))
        score (- score (* (scalar float alpha) (* (load float slope head) (float (- q k)))))
        queryTile 0
        keyTile 0

        """;

    /// <summary>Heads so long that some tiles need more shared memory than small GPUs have.</summary>
    public const string Long = """
        kernelgen-spec 1
        headDim 128
        valueHeadDim 128
        precision BFloat16
        scale 0.0883883461
        softcap 0
        alignment BottomRight
        writesLse false
        mask (<= k q)
        queryTile 0
        keyTile 0

        """;

    /// <summary>Variants of <see cref="Causal"/>.</summary>
    public const string TwoStages = "cuda.mma/q64-k32-w4-s2", ThreeStages = "cuda.mma/q64-k32-w4-s3", FourStages = "cuda.mma/q64-k32-w4-s4";

    /// <summary>Writes an assembly with all of them, and one in float32.</summary>
    public static string Write(string path) => SpecAssembly.Write(
        path, ("App.Causal", Causal), ("App.Packed", Packed), ("App.Long", Long), ("App.Single", TestSpecs.Causal));

    public static SpecEntry Entry(string text) => TestSpecs.Entry("App.Spec", text);
}
