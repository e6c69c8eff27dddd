using KernelGen.Templates.Cpu;
using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>Writes a PTX module with kernels of <c>cuda.mma</c>: those of the configs, and decoding with its merge.</summary>
public static class CudaTemplate
{
    /// <summary>The text of the module.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="configs">The configs of the kernels with a block for each query tile.</param>
    /// <param name="decode">The config of the decode kernel; null for none.</param>
    public static string Emit(AttentionSpec spec, IReadOnlyList<CudaConfig> configs, CudaConfig? decode)
    {
        if (CudaFeasibility.WhyNotSpec(spec) is { } reason)
            throw new ArgumentException($"There are no kernels of {CudaConfig.Family} for this spec: {reason}.", nameof(spec));
        var ptx = new PtxWriter();
        foreach (var config in configs)
            CudaKernelTemplate.Emit(ptx, spec, config, isDecode: false);
        if (decode is not null)
        {
            CudaKernelTemplate.Emit(ptx, spec, decode, isDecode: true);
            CudaMerge.Emit(ptx, spec, decode);
        }
        return ptx.Module(Summary(spec, "Attention on tensor cores."));
    }

    /// <summary>What stands above a module: a title, then what the spec says.</summary>
    internal static string Summary(AttentionSpec spec, string title)
    {
        var lines = new List<string> { title, "" };
        lines.AddRange(SpecDescription.Describe(spec));
        return string.Join("\n", lines);
    }
}
