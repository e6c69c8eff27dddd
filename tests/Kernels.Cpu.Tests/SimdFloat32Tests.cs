namespace KernelGen.Kernels.Cpu.Tests;

public sealed class SimdFloat32Tests() : Float32KernelSuite(SimdRunner.Instance);
