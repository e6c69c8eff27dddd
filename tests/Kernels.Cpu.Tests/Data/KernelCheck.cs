using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>The check of the suite, run with <c>cpu.simd</c>.</summary>
internal static class KernelCheck
{
    public static void Run(DataCase test, CompiledSpec spec, AttentionShape shape, int headDim, ElementType precision)
        => DataCheck.Run(test, new CpuSpec(spec), shape, headDim, precision);

    private sealed class CpuSpec(CompiledSpec compiled) : IRunnableSpec
    {
        public CompiledSpec Compiled => compiled;

        public IReadOnlyList<string> Variants { get; } = [.. compiled.Kernels.Select(kernel => kernel.Id)];

        public IReadOnlyList<int> Threads => [2];

        public void Run(string variant, in AttentionCall call, int threads)
            => compiled.Execute(call, compiled.Kernels.Single(kernel => kernel.Id == variant), threads);
    }
}
