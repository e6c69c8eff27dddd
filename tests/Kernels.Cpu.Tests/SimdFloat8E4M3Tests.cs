namespace KernelGen.Kernels.Cpu.Tests;

public sealed class SimdFloat8E4M3Tests() : Float8E4M3KernelSuite(SimdRunner.Instance);
