using KernelGen.Devices.Gpu;

namespace KernelGen.Devices.Ilgpu;

/// <summary>A kernel of the family <c>ilgpu.simt</c>, emitted for one spec and one config, as the host needs to know it.</summary>
/// <param name="id">The variant id.</param>
/// <param name="emitterVersion">The version of the emitter that wrote it.</param>
/// <param name="queryTile">Query rows of a tile.</param>
/// <param name="keyTile">Keys of a tile.</param>
/// <param name="threads">Threads of a group.</param>
/// <param name="rows">Query rows of a thread.</param>
/// <param name="sharedBytes">Shared memory of a group.</param>
/// <param name="registers">Registers that a thread is expected to need.</param>
public sealed class IlgpuVariant(
    string id, int emitterVersion, int queryTile, int keyTile, int threads, int rows, int sharedBytes, int registers)
    : GpuVariant(id, emitterVersion, queryTile, keyTile, threads, sharedBytes, registers)
{
    /// <summary>Query rows of a thread.</summary>
    public int Rows { get; } = rows;

    /// <summary>Why a device cannot run it, as the rest of a sentence; null when it can.</summary>
    /// <param name="device">The device.</param>
    public string? WhyNot(IlgpuDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.WhyNot(Threads, SharedBytes, Registers);
    }
}
