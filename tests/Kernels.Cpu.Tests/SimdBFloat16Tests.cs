namespace KernelGen.Kernels.Cpu.Tests;

public sealed class SimdBFloat16Tests() : BFloat16KernelSuite(SimdRunner.Instance);
