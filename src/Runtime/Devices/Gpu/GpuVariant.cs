using KernelGen.Selection;

namespace KernelGen.Devices.Gpu;

/// <summary>A kernel for a GPU, emitted for one spec and one config, as the host needs to know it: what a group of threads computes and takes.</summary>
/// <param name="id">The variant id.</param>
/// <param name="emitterVersion">The version of the emitter that wrote it.</param>
/// <param name="queryTile">Query rows of a tile.</param>
/// <param name="keyTile">Keys of a tile.</param>
/// <param name="threads">Threads of a group.</param>
/// <param name="sharedBytes">Shared memory of a group.</param>
/// <param name="registers">Registers that a thread is expected to need.</param>
public abstract class GpuVariant(string id, int emitterVersion, int queryTile, int keyTile, int threads, int sharedBytes, int registers)
    : KernelVariant(id, emitterVersion)
{
    /// <summary>Query rows of a tile.</summary>
    public int QueryTile { get; } = queryTile;

    /// <summary>Keys of a tile.</summary>
    public int KeyTile { get; } = keyTile;

    /// <summary>Threads of a group.</summary>
    public int Threads { get; } = threads;

    /// <summary>Shared memory of a group.</summary>
    public int SharedBytes { get; } = sharedBytes;

    /// <summary>Registers that a thread is expected to need.</summary>
    public int Registers { get; } = registers;

    /// <summary>Whether Q, K and V come to it by tensor maps, which not all tensors can have.</summary>
    internal virtual bool NeedsTensorMaps => false;
}
