using System.Collections.Concurrent;
using KernelGen.Kernels.Cases;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>Runs the suite with <c>cpu.simd</c>: every vector width that this machine has.</summary>
internal sealed class SimdRunner : IKernelRunner
{
    private readonly ConcurrentDictionary<SpecCase, Lazy<IRunnableSpec>> _specs = new();

    private SimdRunner()
    {
    }

    /// <summary>The one runner: a spec is compiled once per process.</summary>
    public static SimdRunner Instance { get; } = new();

    public IRunnableSpec Prepare(SpecCase spec) => _specs.GetOrAdd(spec, key => new Lazy<IRunnableSpec>(() => Compile(key))).Value;

    private static SimdSpec Compile(SpecCase test)
    {
        var spec = SpecFactory.Create(test);
        return new SimdSpec(SpecCompiler.Compile(spec, test.Name, Configs(spec)));
    }

    /// <summary>
    /// In a fast run the default of each width and one small tile, so that several tiles meet in short sequences; in a full run all
    /// defaults and the corners of the config space.
    /// </summary>
    private static IReadOnlyList<CpuConfig> Configs(AttentionSpec spec)
    {
        var defaults = CpuConfigSpace.Defaults(spec).Where(config => config.VectorBits <= VectorWidths.Widest).ToList();
        var small = defaults.Where(config => config.VectorBits == VectorWidths.Widest).MinBy(config => config.QueryTile * config.KeyTile)!;
        if (!CaseSelection.IsFull)
            return [.. defaults.DistinctBy(config => config.VectorBits).Append(small).Distinct()];
        var all = CpuConfigSpace.All(spec).Where(config => config.VectorBits <= VectorWidths.Widest).ToList();
        var corners = all.GroupBy(config => config.VectorBits).SelectMany(width => new[] { width.First(), width.Last() });
        return [.. defaults.Concat(corners).Distinct()];
    }

    private sealed class SimdSpec(CompiledSpec compiled) : IRunnableSpec
    {
        public CompiledSpec Compiled { get; } = compiled;

        public IReadOnlyList<string> Variants { get; } = [.. compiled.Kernels.Select(kernel => kernel.Id)];

        public IReadOnlyList<int> Threads => Dimensions.Threads;

        public void Run(string variant, in AttentionCall call, int threads)
            => Compiled.Execute(call, Compiled.Kernels.Single(kernel => kernel.Id == variant), threads);
    }
}
