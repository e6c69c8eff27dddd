namespace KernelGen.Devices.Ilgpu;

/// <summary>Four floats that a GPU loads and stores as 16 bytes; what emitted ILGPU kernels keep in shared memory.</summary>
/// <param name="x">The first one.</param>
/// <param name="y">The second one.</param>
/// <param name="z">The third one.</param>
/// <param name="w">The fourth one.</param>
public struct Float4(float x, float y, float z, float w)
{
    /// <summary>The first one.</summary>
    public float X = x;

    /// <summary>The second one.</summary>
    public float Y = y;

    /// <summary>The third one.</summary>
    public float Z = z;

    /// <summary>The fourth one.</summary>
    public float W = w;
}
