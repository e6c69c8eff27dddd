using System.Collections.Concurrent;
using KernelGen.Kernels.Cases;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>
/// Runs the suite with <c>cuda.mma</c> on the interpreter: the default variant, which decodes few rows, and one of small tiles, which computes
/// those too.
/// </summary>
internal sealed class CudaRunner : IKernelRunner
{
    private readonly ConcurrentDictionary<SpecCase, Lazy<IRunnableSpec>> _specs = new();

    /// <summary>The one runner: a spec is compiled once per process.</summary>
    public static CudaRunner Instance { get; } = new();

    public IRunnableSpec Prepare(SpecCase spec) => _specs.GetOrAdd(spec, key => new Lazy<IRunnableSpec>(() => Compile(key))).Value;

    private static CudaSpec Compile(SpecCase test)
    {
        var spec = SpecFactory.Create(test);
        var chosen = CudaConfigSpace.Defaults(spec).Append(CudaConfigSpace.All(spec, CudaArchitecture.Sm90)[0]).Distinct();
        return new CudaSpec(new CudaModule(spec, SpecCompiler.Compile(spec, test.Name, []), [.. chosen]));
    }

    private sealed class CudaSpec(CudaModule module) : IRunnableSpec
    {
        public CompiledSpec Compiled => module.Compiled;

        public IReadOnlyList<string> Variants => [.. module.Configs.Select(config => config.Id)];

        public IReadOnlyList<int> Threads => [1];

        public bool RoundsWeights => true;

        public void Run(string variant, in AttentionCall call, int threads)
        {
            var config = module.Configs.Single(config => config.Id == variant);
            // Odd addresses for some of the cases: their elements are loaded one by one.
            var isOdd = call.Shape.QueryLength % 2 == 1;
            var device = new PtxDevice();
            if (config == module.Configs[0] && call.Shape.QueryLength <= CudaModule.LongestDecode && call.Shape.KeyLength > 0)
                module.Decode(device, call, 1 + call.Shape.KeyLength % 3, isOdd);
            else
                module.Prefill(device, config, call, isOdd);
        }
    }
}
