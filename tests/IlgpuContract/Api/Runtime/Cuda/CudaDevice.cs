using KernelGen.IlgpuContract.Simulation;

namespace ILGPU.Runtime.Cuda;

/// <summary>A card for code that asks what it is; <see cref="SimulatedCard"/> makes them.</summary>
public sealed class CudaDevice : Device
{
    internal CudaDevice(string name, CudaArchitecture architecture, int multiprocessors, int registersPerGroup, ICardDriver? driver)
        : base(AcceleratorType.Cuda)
    {
        Name = name;
        Driver = driver;
        Architecture = architecture;
        TotalNumRegistersPerGroup = registersPerGroup;
        NumMultiprocessors = multiprocessors;
        WarpSize = 32;
        MaxNumThreadsPerGroup = MaxNumThreadsPerMultiprocessor = 1024;
        MaxGroupSize = new Index3D(1024, 1024, 64);
        MaxGridSize = new Index3D(int.MaxValue, ushort.MaxValue, ushort.MaxValue);
        MaxSharedMemoryPerGroup = SharedLayout.MaximalBytes;
        MaxConstantMemory = 1 << 16;
        MemorySize = 1L << 32;
    }

    public CudaArchitecture? Architecture { get; }

    public int TotalNumRegistersPerGroup { get; }

    internal ICardDriver? Driver { get; }

    public override Accelerator CreateAccelerator(Context context) => CreateCudaAccelerator(context);

    public CudaAccelerator CreateCudaAccelerator(Context context) => new(context, this);
}
