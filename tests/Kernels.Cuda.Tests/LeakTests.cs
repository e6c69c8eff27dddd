using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>Matrix instructions multiply masked values by 0: NaN and infinity must not come through, and must where they are seen.</summary>
public sealed class LeakTests() : KernelSuite(CudaRunner.Instance)
{
    [Theory]
    [InlineData("BFloat16 d=64 v=64 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=150 nk=150 offset=0 logits=1 poison=NaN layout=Bhnd")]
    [InlineData("Float16 d=40 v=24 mask=CausalWindow cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=131 nk=140 offset=0 logits=1 poison=Infinity layout=Padded")]
    [InlineData("BFloat16 d=128 v=128 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=1 hkv=1 nq=65 nk=70 offset=0 logits=1 poison=Infinity layout=Bnhd")]
    [InlineData("Float16 d=256 v=256 mask=Causal cap=0 align=BottomRight lse=False b=1 hq=1 hkv=1 nq=33 nk=40 offset=0 logits=1 poison=NaN layout=Bhnd")]
    [InlineData("BFloat16 d=8 v=300 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=35 nk=40 offset=0 logits=1 poison=NaN layout=Padded")]
    [InlineData("Float32 d=64 v=40 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=130 nk=150 offset=0 logits=1 poison=Infinity layout=Bhnd")]
    [InlineData("Float32 d=8 v=8 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=3 nk=150 offset=0 logits=1 poison=NaN layout=Bhnd")]
    [InlineData("BFloat16 d=64 v=64 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=4 hkv=2 nq=3 nk=200 offset=0 logits=1 poison=NaN layout=Bhnd")]
    [InlineData("Float8E4M3 d=64 v=64 mask=Causal cap=0 align=BottomRight lse=True b=1 hq=2 hkv=1 nq=150 nk=150 offset=0 logits=1 poison=NaN layout=Bhnd")]
    [InlineData("Float8E4M3 d=24 v=200 mask=CausalWindow cap=0 align=TopLeft lse=True b=1 hq=2 hkv=1 nq=65 nk=140 offset=0 logits=1 poison=NaN layout=Padded")]
    [InlineData("Float8E4M3 d=128 v=128 mask=Causal cap=0 align=TopLeft lse=True b=1 hq=4 hkv=2 nq=3 nk=200 offset=0 logits=1 poison=NaN layout=Bhnd")]
    public void Masked_values_do_not_leak(string test) => Check(test);

    [Fact]
    public void A_row_that_sees_NaN_has_NaN_and_its_neighbours_have_numbers()
    {
        const int Length = 80, Poisoned = 40;
        var test = KernelCase.Parse($"Float16 d=16 v=16 mask=Causal cap=0 align=TopLeft lse=False b=1 hq=1 hkv=1 nq={Length} nk={Length} offset=0 logits=1 poison=None layout=Bhnd");
        using var data = new CaseData(test);
        data.Value.Fill((_, _, row, column) => row == Poisoned && column == 3 ? double.NaN : 1);
        var spec = SpecFactory.Create(test.Spec);
        var module = new CudaModule(spec, SpecCompiler.Compile(spec, "Seen", []), CudaConfigSpace.Defaults(spec));
        using var output = data.NewOutput(TensorElement.Of(test.Spec.Precision));
        module.Prefill(new PtxDevice(), module.Configs[0], data.Call(output, null), shift: 0);
        var values = output.ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            if (i % 16 == 3 && i / 16 >= Poisoned)
                double.IsNaN(values[i]).ShouldBeTrue($"row {i / 16}");
            else
                values[i].ShouldBe(1, 1e-3, $"row {i / 16}, column {i % 16}");
        }
    }
}
