namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The suite in float16.</summary>
public sealed class MmaFloat16Tests() : Float16KernelSuite(CudaRunner.Instance);
