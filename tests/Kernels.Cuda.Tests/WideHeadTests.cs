namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>Heads beyond what the suite has: V of more columns than a thread has registers for, in two walks, which may overlap.</summary>
public sealed class WideHeadTests() : KernelSuite(CudaRunner.Instance)
{
    [Theory]
    [InlineData("BFloat16 d=512 v=512 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=40 nk=70 offset=auto logits=1 poison=None layout=Bnhd")]
    [InlineData("Float16 d=300 v=511 mask=CausalWindow cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=33 nk=50 offset=auto logits=1 poison=None layout=Padded")]
    [InlineData("Float16 d=20 v=257 mask=None cap=0 align=BottomRight lse=False b=1 hq=4 hkv=2 nq=3 nk=90 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float32 d=384 v=320 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=1 hkv=1 nq=18 nk=40 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float8E4M3 d=40 v=500 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=40 nk=70 offset=auto logits=1 poison=None layout=Bnhd")]
    [InlineData("Float8E4M3 d=20 v=257 mask=None cap=0 align=BottomRight lse=False b=1 hq=4 hkv=2 nq=3 nk=90 offset=auto logits=1 poison=None layout=Bhnd")]
    public void Two_walks_meet_the_error_rule(string test) => Check(test);
}
