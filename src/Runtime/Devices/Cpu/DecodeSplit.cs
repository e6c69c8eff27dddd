namespace KernelGen.Devices.Cpu;

/// <summary>What a kernel needs for a few query rows against one share of the keys.</summary>
public unsafe struct DecodeSplit
{
    /// <summary>The first query row, in the spec's precision.</summary>
    public void* Query;
}
