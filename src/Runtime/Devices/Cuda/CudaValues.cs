using KernelGen.Devices.Cuda.Driver;
using KernelGen.Devices.Gpu;

namespace KernelGen.Devices.Cuda;

/// <summary>What the parameters of kernels get their values from, in one call.</summary>
internal ref struct CudaValues
{
    /// <summary>Sizes and strides.</summary>
    public GpuLaunch Launch;

    /// <summary>B.</summary>
    public int Batch;

    /// <summary>The addresses of the tensors; of the log-sum-exp 0 where it is not wanted.</summary>
    public ulong Query, Key, Value, Output, Lse;

    /// <summary>The address of the flat plan.</summary>
    public ulong Plan;

    /// <summary>The address of what decoding leaves for the merge.</summary>
    public ulong Parts;

    /// <summary>Query heads that are worked on one after the other, for kernels that choose their order.</summary>
    public int SectionHeads;

    /// <summary>The data, every array and tensor with its address on the device.</summary>
    public ReadOnlySpan<DataItem> Data;

    /// <summary>The maps of Q, K and V, for kernels that want them.</summary>
    public CudaTensorMap QueryMap, KeyMap, ValueMap;
}
