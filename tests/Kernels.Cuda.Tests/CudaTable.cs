using System.Text;
using KernelGen.Devices.Cuda;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>Makes of a spec's kernels what emitted code makes of them.</summary>
internal static class CudaTable
{
    public static CudaKernels Of(AttentionSpec spec, CompiledSpec compiled, IReadOnlyList<string> variants, bool hasDecode) => new(compiled)
    {
        Variants = [.. variants.Select(id => Variant(CudaKernelSources.Of(spec, id)))],
        Decode = hasDecode && CudaKernelSources.Decode(spec) is { } decode ? Decode(decode) : null,
        WhyNone = CudaKernelSources.WhyNotSpec(spec),
    };

    private static CudaVariant Variant(CudaKernelSource source)
    {
        var text = Encoding.UTF8.GetBytes(source.Ptx);
        return new CudaVariant(source.Id, source.EmitterVersion, source.QueryTile, source.KeyTile, source.Threads, source.SharedBytes, source.Registers)
        {
            Text = () => text,
            Entry = source.Entry,
            Parameters = string.Join(" ", source.Parameters),
            IsPersistent = source.IsPersistent,
        };
    }

    private static CudaDecodeKernels Decode(CudaDecodeSource source) => new()
    {
        Variant = Variant(source.Kernel),
        PartFloats = source.PartFloats,
        MergeEntry = source.MergeEntry,
        MergeThreads = source.MergeThreads,
        MergeParameters = string.Join(" ", source.MergeParameters),
    };
}
