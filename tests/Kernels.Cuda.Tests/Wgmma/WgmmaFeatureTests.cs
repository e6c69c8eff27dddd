namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>What is particular to this family: blocks with many query tiles, sections of heads, stages that are used again, head sizes.</summary>
public sealed class WgmmaFeatureTests() : KernelSuite(WgmmaRunner.Instance)
{
    [Theory]
    // Seven query tiles of six heads for three blocks: rounds forth and back, sections of one head and of two.
    [InlineData("BFloat16 d=64 v=64 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=6 hkv=2 nq=203 nk=300 offset=auto logits=1 poison=None layout=Bnhd")]
    [InlineData("BFloat16 d=64 v=64 mask=Causal cap=0 align=TopLeft lse=True b=2 hq=3 hkv=1 nq=129 nk=301 offset=auto logits=1 poison=None layout=Bnhd")]
    // More key tiles than stages, with and without turns over the last one.
    [InlineData("BFloat16 d=32 v=32 mask=None cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=65 nk=1100 offset=auto logits=1 poison=None layout=Bhnd")]
    // Rows that see nothing stand before rows that see keys, and whole query tiles see nothing.
    [InlineData("Float16 d=64 v=64 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=1 hkv=1 nq=500 nk=130 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("BFloat16 d=64 v=64 mask=None cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=70 nk=0 offset=auto logits=1 poison=None layout=Bhnd")]
    // Head sizes: odd ones, those of values other ones, the largest.
    [InlineData("Float16 d=59 v=59 mask=None cap=0 align=TopLeft lse=True b=1 hq=1 hkv=1 nq=70 nk=140 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("BFloat16 d=24 v=200 mask=Causal cap=0 align=TopLeft lse=False b=1 hq=2 hkv=1 nq=129 nk=129 offset=auto logits=1 poison=None layout=Padded")]
    [InlineData("BFloat16 d=256 v=256 mask=CausalWindow cap=15 align=TopLeft lse=True b=1 hq=1 hkv=1 nq=130 nk=200 offset=auto logits=1 poison=None layout=Bhnd")]
    // Masked NaN and infinity: once more, Partial tiles key by key, Full ones by products.
    [InlineData("BFloat16 d=64 v=64 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=300 nk=300 offset=0 logits=1 poison=NaN layout=Bhnd")]
    [InlineData("Float16 d=128 v=96 mask=CausalWindow cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=131 nk=290 offset=0 logits=1 poison=Infinity layout=Padded")]
    [InlineData("BFloat16 d=192 v=192 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=1 hkv=1 nq=65 nk=70 offset=0 logits=1 poison=NaN layout=Bnhd")]
    // Values of e4m3 are transposed by warps of their own: many query tiles, more key tiles than stages, query tiles without keys, no keys at all.
    [InlineData("Float8E4M3 d=64 v=64 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=6 hkv=2 nq=203 nk=300 offset=auto logits=1 poison=None layout=Bnhd")]
    [InlineData("Float8E4M3 d=32 v=32 mask=None cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=65 nk=1100 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float8E4M3 d=64 v=64 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=1 hkv=1 nq=500 nk=130 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float8E4M3 d=64 v=64 mask=None cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=70 nk=0 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float8E4M3 d=59 v=59 mask=None cap=0 align=TopLeft lse=True b=1 hq=1 hkv=1 nq=70 nk=140 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float8E4M3 d=256 v=200 mask=CausalWindow cap=15 align=TopLeft lse=True b=1 hq=1 hkv=1 nq=130 nk=200 offset=auto logits=1 poison=None layout=Bhnd")]
    [InlineData("Float8E4M3 d=64 v=64 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=300 nk=300 offset=0 logits=1 poison=NaN layout=Bhnd")]
    [InlineData("Float8E4M3 d=192 v=160 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=1 hkv=1 nq=65 nk=70 offset=0 logits=1 poison=NaN layout=Bnhd")]
    public void The_default_variant_meets_the_error_rule(string test) => Check(test);
}
