namespace KernelGen.Devices.Cuda;

/// <summary>Gives the PTX of a module, UTF-8 that lies in the assembly.</summary>
public delegate ReadOnlySpan<byte> CudaText();
