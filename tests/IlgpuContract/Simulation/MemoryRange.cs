namespace KernelGen.IlgpuContract.Simulation;

internal readonly record struct MemoryRange(MemoryRegion? Region, nint Address, long Bytes)
{
    /// <summary>What ILGPU tells of where it begins.</summary>
    public nint DeviceAddress => Region is null ? 0 : Region.DeviceAddress + (Address - Region.Address);
}
