namespace KernelGen.Devices.Ilgpu;

/// <summary>Sixteen bytes that a GPU loads at once: eight elements of float16 or bfloat16, as emitted ILGPU kernels read them.</summary>
public struct UInt4
{
    /// <summary>The first two elements.</summary>
    public uint X;

    /// <summary>The next two.</summary>
    public uint Y;

    /// <summary>The next two.</summary>
    public uint Z;

    /// <summary>The last two.</summary>
    public uint W;
}
