using System.Collections.Concurrent;
using KernelGen.Kernels.Cases;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>Runs the suite with the default variant of <c>cuda.wgmma</c> on the interpreter.</summary>
internal sealed class WgmmaRunner : IKernelRunner
{
    private readonly ConcurrentDictionary<SpecCase, Lazy<IRunnableSpec>> _specs = new();

    /// <summary>The one runner: a spec is compiled once per process.</summary>
    public static WgmmaRunner Instance { get; } = new();

    public IRunnableSpec Prepare(SpecCase spec) => _specs.GetOrAdd(spec, key => new Lazy<IRunnableSpec>(() => Compile(key))).Value;

    private static WgmmaSpec Compile(SpecCase test)
    {
        var spec = SpecFactory.Create(test);
        return new WgmmaSpec(new WgmmaModule(spec, SpecCompiler.Compile(spec, test.Name, []), WgmmaConfigSpace.Defaults(spec)));
    }

    /// <summary>A spec with the variants of a module.</summary>
    internal sealed class WgmmaSpec(WgmmaModule module) : IRunnableSpec
    {
        public CompiledSpec Compiled => module.Compiled;

        public IReadOnlyList<string> Variants => [.. module.Configs.Select(config => config.Id)];

        public IReadOnlyList<int> Threads => [1];

        public bool RoundsWeights => true;

        public void Run(string variant, in AttentionCall call, int threads)
        {
            // Sections of one head and of several, the last one smaller.
            var sectionHeads = 1 + call.Shape.KeyLength % 3;
            // By turns a device that rounds sums of products once, as assemblers may, and one that does not.
            module.Run(new PtxDevice { Contracts = call.Shape.KeyLength % 2 == 1 }, module.Configs.Single(config => config.Id == variant), call, sectionHeads);
        }
    }
}
