namespace KernelGen.IlgpuContract.Simulation;

internal readonly record struct MemoryRange(MemoryRegion? Region, nint Address, long Bytes);
