using KernelGen.Selection;

namespace KernelGen.Devices.Cpu;

/// <summary>
/// A kernel of the family <c>cpu.simd</c>, emitted for one spec and one config. It computes; packing, planning and threads belong to the
/// runtime.
/// </summary>
/// <param name="id">The variant id.</param>
/// <param name="emitterVersion">The version of the emitter that wrote it.</param>
/// <param name="tile">The config's sizes.</param>
public abstract class CpuKernel(string id, int emitterVersion, CpuTile tile) : KernelVariant(id, emitterVersion)
{
    /// <summary>The config's sizes.</summary>
    public CpuTile Tile { get; } = tile;

    /// <summary>One query tile against the key tiles that its plan lists, from packed K and V.</summary>
    public abstract void Prefill(in PrefillTile work);

    /// <summary>A few query rows against one share of the keys, from K and V as they lie; leaves an unnormalised part.</summary>
    public abstract void Decode(in DecodeSplit work);
}
