namespace KernelGen.Devices.Ilgpu;

/// <summary>Sixteen bytes that a GPU loads at once: eight elements of 16 bits or sixteen of 8, as emitted ILGPU kernels read them.</summary>
public struct UInt4
{
    /// <summary>The first 32 bits of elements.</summary>
    public uint X;

    /// <summary>The next 32.</summary>
    public uint Y;

    /// <summary>The next 32.</summary>
    public uint Z;

    /// <summary>The last 32.</summary>
    public uint W;
}
