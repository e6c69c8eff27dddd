namespace KernelGen.Devices.Cuda.Driver;

/// <summary>What a loaded kernel can be asked and told, by the numbers of <c>CUfunction_attribute</c>.</summary>
internal enum CudaFunctionAttribute
{
    MaxThreadsPerBlock = 0,
    SharedBytes = 1,
    LocalBytes = 3,
    Registers = 4,
    MaxDynamicSharedBytes = 8,
}
