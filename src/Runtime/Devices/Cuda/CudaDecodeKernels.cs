namespace KernelGen.Devices.Cuda;

/// <summary>The kernels that serve a few query rows, in one module: one with a block for each share of the keys, and one that merges.</summary>
public sealed class CudaDecodeKernels
{
    /// <summary>The kernel with a block for each share.</summary>
    public required CudaVariant Variant { get; init; }

    /// <summary>What a block of it leaves for the merge, in floats.</summary>
    public required int PartFloats { get; init; }

    /// <summary>The name of the kernel that merges, a block for each row.</summary>
    public required string MergeEntry { get; init; }

    /// <summary>Threads of a block of it.</summary>
    public required int MergeThreads { get; init; }

    /// <summary>The names of its parameters, in their order, with blanks between them.</summary>
    public required string MergeParameters { get; init; }
}
