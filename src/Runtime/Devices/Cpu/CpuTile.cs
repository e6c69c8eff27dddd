namespace KernelGen.Devices.Cpu;

/// <summary>The sizes of a <c>cpu.simd</c> config.</summary>
/// <param name="VectorBits">512, 256 or 128.</param>
/// <param name="Query">Query rows of a tile.</param>
/// <param name="Key">Key columns of a tile.</param>
/// <param name="PanelKeys">Keys of one packed panel; <paramref name="Key"/> is a multiple of it.</param>
/// <param name="ScratchFloats">Floats of scratch that one thread needs.</param>
public sealed record CpuTile(int VectorBits, int Query, int Key, int PanelKeys, int ScratchFloats);
