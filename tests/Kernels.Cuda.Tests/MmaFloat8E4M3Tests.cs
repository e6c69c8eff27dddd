namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The suite over inputs of float8 (E4M3), which the matrix instructions take as float16.</summary>
public sealed class MmaFloat8E4M3Tests() : Float8E4M3KernelSuite(CudaRunner.Instance);
