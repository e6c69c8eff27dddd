namespace KernelGen.Kernels.Cpu.Tests;

public sealed class SimdFloat16Tests() : Float16KernelSuite(SimdRunner.Instance);
