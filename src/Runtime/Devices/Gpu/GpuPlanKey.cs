using KernelGen.Planning;

namespace KernelGen.Devices.Gpu;

/// <summary>What an uploaded tile plan was made for. Batch and heads are 0 where the mask does not read them.</summary>
/// <param name="Scope">Lengths and offset.</param>
/// <param name="Batch">B.</param>
/// <param name="QueryHeads">Hq.</param>
/// <param name="KeyHeads">Hkv.</param>
/// <param name="QueryTile">Query rows of a tile.</param>
/// <param name="KeyTile">Keys of a tile.</param>
/// <param name="Version">The content of the data that the mask reads, as far as the host knows it.</param>
public readonly record struct GpuPlanKey(
    MaskScope Scope, int Batch, int QueryHeads, int KeyHeads, int QueryTile, int KeyTile, ulong Version);
