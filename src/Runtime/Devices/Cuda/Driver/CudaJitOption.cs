namespace KernelGen.Devices.Cuda.Driver;

/// <summary>Options of the driver's PTX compiler, by the numbers of <c>CUjit_option</c>.</summary>
internal enum CudaJitOption
{
    InfoLogBuffer = 3,
    InfoLogBufferSizeBytes = 4,
    ErrorLogBuffer = 5,
    ErrorLogBufferSizeBytes = 6,
}
