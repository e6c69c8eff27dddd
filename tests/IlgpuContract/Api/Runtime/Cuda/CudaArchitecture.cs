namespace ILGPU.Runtime.Cuda;

public readonly struct CudaArchitecture(int major, int minor)
{
    public int Major { get; } = major;

    public int Minor { get; } = minor;
}
