namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The suite over tensors of float32, which the matrix instructions take as tf32.</summary>
public sealed class MmaFloat32Tests() : Float32KernelSuite(CudaRunner.Instance);
