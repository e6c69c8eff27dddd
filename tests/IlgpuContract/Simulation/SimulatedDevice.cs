using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>A device that the processor plays, for the choices that launch code makes by the kind of its accelerator.</summary>
public sealed class SimulatedDevice : Device
{
    private SimulatedDevice(AcceleratorType type, string name, int warpSize, bool hasShuffles, bool hasFloat16)
        : base(type)
    {
        Name = name;
        WarpSize = warpSize;
        HasShuffles = hasShuffles;
        HasFloat16 = hasFloat16;
        MaxNumThreadsPerGroup = MaxNumThreadsPerMultiprocessor = 1024;
        MaxGroupSize = new Index3D(1024, 1024, 64);
        MaxGridSize = new Index3D(int.MaxValue, ushort.MaxValue, ushort.MaxValue);
        MaxSharedMemoryPerGroup = SharedLayout.MaximalBytes;
        MaxConstantMemory = 1 << 16;
        NumMultiprocessors = 2;
        MemorySize = 1L << 32;
        if (type == AcceleratorType.OpenCL)
            Capabilities = new CLCapabilityContext(hasFloat16);
    }

    /// <summary>Warps of 32 with shuffles and float16, as NVIDIA's cards have.</summary>
    public static SimulatedDevice Cuda { get; } = new(AcceleratorType.Cuda, "Simulated CUDA device", 32, true, true);

    /// <summary>No shuffles and no float16: the least that an OpenCL device offers.</summary>
    public static SimulatedDevice OpenCL { get; } = new(AcceleratorType.OpenCL, "Simulated OpenCL device", 64, false, false);

    public bool HasShuffles { get; }

    public bool HasFloat16 { get; }

    public override Accelerator CreateAccelerator(Context context) => new SimulatedAccelerator(context, this);

    internal static bool CanShuffle(Device device) => device is not SimulatedDevice { HasShuffles: false };

    internal static bool CanFloat16(Device device) => device is not SimulatedDevice { HasFloat16: false };
}
