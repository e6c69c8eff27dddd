namespace KernelGen.Templates.Cuda;

/// <summary>A kernel of a family for CUDA: its PTX, and what a host must know to launch it.</summary>
/// <param name="Id">The variant id.</param>
/// <param name="EmitterVersion">The version of the family's emitter.</param>
/// <param name="Entry">The name of the kernel in the module.</param>
/// <param name="QueryTile">Query rows of a tile.</param>
/// <param name="KeyTile">Keys of a tile.</param>
/// <param name="Threads">Threads of a block.</param>
/// <param name="SharedBytes">Shared memory of a block.</param>
/// <param name="Registers">Registers that a thread is expected to need.</param>
/// <param name="Parameters">The names of the parameters, in their order.</param>
/// <param name="Text">The text of the module, written when it is asked for: a tuner lists far more kernels than it loads.</param>
public sealed record CudaKernelSource(
    string Id, int EmitterVersion, string Entry, int QueryTile, int KeyTile, int Threads, int SharedBytes, int Registers,
    IReadOnlyList<string> Parameters, Lazy<string> Text)
{
    /// <summary>The text of the module.</summary>
    public string Ptx => Text.Value;

    /// <summary>Whether a block takes one query tile after another, so that there are no more blocks than multiprocessors; else it has one.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Registers that a thread must begin with, because the kernel moves them among its warps; 0 where it does not.</summary>
    public int EntryRegisters { get; init; }
}

/// <summary>The kernels that serve a few query rows, both in one module.</summary>
/// <param name="Kernel">The one with a block for each share of the keys.</param>
/// <param name="PartFloats">What a block of it leaves for the merge, in floats.</param>
/// <param name="MergeEntry">The name of the kernel that merges, a block for each row.</param>
/// <param name="MergeThreads">Threads of a block of it.</param>
/// <param name="MergeParameters">The names of its parameters, in their order.</param>
public sealed record CudaDecodeSource(
    CudaKernelSource Kernel, int PartFloats, string MergeEntry, int MergeThreads, IReadOnlyList<string> MergeParameters);
