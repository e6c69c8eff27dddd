using KernelGen.Kernels.Cases;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>The whole config space of a spec, not only what the suite runs: few sizes, every config.</summary>
public sealed class WgmmaConfigSpaceTests() : KernelSuite(new Runner())
{
    [Theory]
    [InlineData("BFloat16 d=64 v=64 mask=CausalWindow cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=140 nk=300 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float16 d=128 v=80 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=1 hkv=1 nq=131 nk=131 offset=auto logits=1 poison=NaN layout=Padded")]
    [InlineData("Float8E4M3 d=64 v=64 mask=CausalWindow cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=140 nk=300 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float8E4M3 d=128 v=80 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=1 hkv=1 nq=131 nk=131 offset=auto logits=1 poison=NaN layout=Padded")]
    public void Every_config_meets_the_error_rule(string test) => Check(test);

    private sealed class Runner : IKernelRunner
    {
        public IRunnableSpec Prepare(SpecCase test)
        {
            var spec = SpecFactory.Create(test);
            return new WgmmaRunner.WgmmaSpec(new WgmmaModule(spec, SpecCompiler.Compile(spec, test.Name, []), WgmmaConfigSpace.All(spec)));
        }
    }
}
