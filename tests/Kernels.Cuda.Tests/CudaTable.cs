using KernelGen.Devices.Cuda;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Cuda;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>A spec's kernels as emitted code has them, those for few rows or not.</summary>
internal static class CudaTable
{
    public static CudaKernels Of(AttentionSpec spec, CompiledSpec compiled, IReadOnlyList<string> variants, bool hasDecode) => new(compiled)
    {
        Variants = [.. variants.Select(id => CudaVariants.Of(CudaKernelSources.Of(spec, id)))],
        Decode = hasDecode && CudaKernelSources.Decode(spec) is { } decode ? CudaVariants.Of(decode) : null,
        WhyNone = CudaKernelSources.WhyNotSpec(spec),
    };
}
