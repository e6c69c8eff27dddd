using System.Text;
using KernelGen.Devices.Cuda;
using KernelGen.Templates.Cuda;

namespace KernelGen.Tuner.Cuda;

/// <summary>Makes of a template's kernel what emitted code makes of it: an entry of the table that the runtime launches by.</summary>
internal static class CudaVariants
{
    /// <summary>A kernel with a block for each query tile, or a part of decoding.</summary>
    public static CudaVariant Of(CudaKernelSource source)
    {
        // Most kernels are only listed: their text is not written.
        var text = new Lazy<byte[]>(() => Encoding.UTF8.GetBytes(source.Ptx));
        return new CudaVariant(source.Id, source.EmitterVersion, source.QueryTile, source.KeyTile, source.Threads, source.SharedBytes, source.Registers)
        {
            Text = () => text.Value,
            Entry = source.Entry,
            Parameters = string.Join(" ", source.Parameters),
            IsPersistent = source.IsPersistent,
            EntryRegisters = source.EntryRegisters,
        };
    }

    /// <summary>The kernels for a few query rows.</summary>
    public static CudaDecodeKernels Of(CudaDecodeSource source) => new()
    {
        Variant = Of(source.Kernel),
        PartFloats = source.PartFloats,
        MergeEntry = source.MergeEntry,
        MergeThreads = source.MergeThreads,
        MergeParameters = string.Join(" ", source.MergeParameters),
    };
}
