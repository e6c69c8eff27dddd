using KernelGen.Kernels.Cases;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The whole config space of a spec, not only what the suite runs: few sizes, every config.</summary>
public sealed class ConfigSpaceTests() : KernelSuite(new Runner())
{
    [Theory]
    [InlineData("BFloat16 d=64 v=64 mask=CausalWindow cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=140 nk=300 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float16 d=128 v=80 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=1 hkv=1 nq=131 nk=131 offset=auto logits=1 poison=NaN layout=Padded")]
    [InlineData("BFloat16 d=200 v=256 mask=Causal cap=0 align=TopLeft lse=False b=1 hq=1 hkv=1 nq=66 nk=129 offset=auto logits=1 poison=None layout=Bnhd")]
    [InlineData("Float8E4M3 d=64 v=80 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=131 nk=140 offset=auto logits=1 poison=NaN layout=Bnhd")]
    public void Every_config_meets_the_error_rule(string test) => Check(test);

    private sealed class Runner : IKernelRunner
    {
        public IRunnableSpec Prepare(SpecCase test)
        {
            var spec = SpecFactory.Create(test);
            return new Space(new CudaModule(spec, SpecCompiler.Compile(spec, test.Name, []), CudaConfigSpace.All(spec, CudaArchitecture.Sm90)));
        }
    }

    private sealed class Space(CudaModule module) : IRunnableSpec
    {
        public CompiledSpec Compiled => module.Compiled;

        public IReadOnlyList<string> Variants => [.. module.Configs.Select(config => config.Id)];

        public IReadOnlyList<int> Threads => [1];

        public bool RoundsWeights => true;

        public void Run(string variant, in AttentionCall call, int threads)
            => module.Prefill(new PtxDevice(), module.Configs.Single(config => config.Id == variant), call, shift: 0);
    }
}
