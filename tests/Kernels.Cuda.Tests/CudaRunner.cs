using System.Collections.Concurrent;
using KernelGen.Kernels.Cases;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>
/// Runs the suite with <c>cuda.mma</c> through the runtime's host on the interpreter: the default variant, which decodes few rows, and one of small tiles, which computes
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
        var spec = SpecFactory.Create(test) with { AllowTensorFloat32 = test.Precision == ElementType.Float32 };
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
            // Off a multiple of 16 bytes by every way of loading: 16, 8 and 4 bytes at a time, and one element.
            var shift = call.Shape.QueryLength % 4 switch { 1 => 3, var rest => 2 * rest * (Compiled.Facts.ElementBytes == 1 ? 2 : 1) };
            // By turns one that rounds sums of products once, as assemblers may, and one that does not.
            var device = new PtxDevice { Contracts = call.Shape.KeyLength % 2 == 1 };
            if (config == module.Configs[0] && call.Shape.QueryLength <= CudaModule.LongestDecode && call.Shape.KeyLength > 0)
                module.Decode(device, call, shift);
            else
                module.Prefill(device, config, call, shift);
        }
    }
}
