using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>Writes a PTX module with kernels of <c>cuda.wgmma</c>. It has few rows decoded by <c>cuda.mma</c>.</summary>
public static class WgmmaTemplate
{
    /// <summary>The text of the module.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="configs">The configs.</param>
    public static string Emit(AttentionSpec spec, IReadOnlyList<WgmmaConfig> configs)
    {
        if (WgmmaFeasibility.WhyNotSpec(spec) is { } reason)
            throw new ArgumentException($"There are no kernels of {WgmmaConfig.Family} for this spec: {reason}.", nameof(spec));
        var ptx = new PtxWriter();
        foreach (var config in configs)
            WgmmaKernelTemplate.Emit(ptx, spec, config);
        return ptx.Module(CudaTemplate.Summary(spec, "Attention on the tensor cores of Hopper GPUs."));
    }
}
