namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The suite in bfloat16.</summary>
public sealed class MmaBFloat16Tests() : BFloat16KernelSuite(CudaRunner.Instance);
