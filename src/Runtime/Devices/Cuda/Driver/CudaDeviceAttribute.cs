namespace KernelGen.Devices.Cuda.Driver;

/// <summary>What a device can be asked, by the numbers of <c>CUdevice_attribute</c>.</summary>
internal enum CudaDeviceAttribute
{
    MaxThreadsPerBlock = 1,
    MaxSharedMemoryPerBlock = 8,
    WarpSize = 10,

    /// <summary>The highest clock, in kilohertz.</summary>
    ClockRate = 13,
    MultiprocessorCount = 16,
    L2CacheSize = 38,
    ComputeCapabilityMajor = 75,
    ComputeCapabilityMinor = 76,
    MaxSharedMemoryPerMultiprocessor = 81,
    MaxSharedMemoryPerBlockOptin = 97,
}
