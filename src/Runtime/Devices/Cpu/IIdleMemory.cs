namespace KernelGen.Devices.Cpu;

/// <summary>Memory that is kept for later calls.</summary>
internal interface IIdleMemory
{
    /// <summary>Gives back what no running call uses.</summary>
    void Trim();
}
