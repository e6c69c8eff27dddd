using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Cuda.Tests.Wgmma;
using KernelGen.Kernels.Data;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>
/// As long as a row's maximum stays, what came before must not be rescaled, not even by a last place: it would be in every tile anew. An assembler that contracts a product
/// and a difference must not be able to change that.
/// </summary>
public sealed class RescaleTests
{
    private const double Query = 21, Key = 25;
    private const int HeadDim = 16, Rows = 16, Tiles = 96;

    // A factor that is off by what rounding the logits leaves out would put the result off by four times as much.
    private const double Tolerance = 1e-3;

    [Fact]
    public void Rounding_the_logits_of_this_test_leaves_out_enough_to_be_seen()
    {
        var (product, scale) = ((float)(HeadDim * Query * Key), (float)(LogitScale.Log2E / Math.Sqrt(HeadDim)));
        var rest = Math.Abs(MathF.FusedMultiplyAdd(product, scale, -(product * scale)));
        (Tiles / 2 * rest * Math.Log(2)).ShouldBeGreaterThan(3 * Tolerance);
    }

    [Theory]
    [InlineData(ElementType.Float16, false)]
    [InlineData(ElementType.Float16, true)]
    [InlineData(ElementType.Float32, true)]
    public void Products_of_warps_weigh_equal_keys_equally(ElementType precision, bool contracts) => Check(precision, 32, (spec, compiled, call) =>
        new CudaModule(spec, compiled, [new CudaConfig(64, 32, 4, 2)]).Prefill(new PtxDevice { Contracts = contracts }, new CudaConfig(64, 32, 4, 2), call, shift: 0));

    [Theory]
    [InlineData(ElementType.Float16, false)]
    [InlineData(ElementType.Float16, true)]
    public void Products_of_warpgroups_weigh_equal_keys_equally(ElementType precision, bool contracts) => Check(precision, 64, (spec, compiled, call) =>
        new WgmmaModule(spec, compiled, [new WgmmaConfig(64, 64, 1, 2)]).Run(new PtxDevice { Contracts = contracts }, new WgmmaConfig(64, 64, 1, 2), call, sectionHeads: 1));

    // All keys are equal, the values of the first tile are 1 and all others 0: each output is the share of that tile.
    private static void Check(ElementType precision, int keyTile, Action<AttentionSpec, CompiledSpec, AttentionCall> run)
    {
        var keys = Tiles * keyTile;
        var test = KernelCase.Parse(FormattableString.Invariant(
            $"{precision} d={HeadDim} v={HeadDim} mask=None cap=0 align=TopLeft lse=False b=1 hq=1 hkv=1 nq={Rows} nk={keys} offset=0 logits=1 poison=None layout=Bhnd"));
        using var data = new CaseData(test);
        data.Query.Fill((_, _, _, _) => Query);
        data.Key.Fill((_, _, _, _) => Key);
        data.Value.Fill((_, _, row, _) => row < keyTile ? 1 : 0);
        var spec = SpecFactory.Create(test.Spec) with { AllowTensorFloat32 = precision == ElementType.Float32 };
        using var output = data.NewOutput(TensorElement.OfOutput(precision));
        run(spec, SpecCompiler.Compile(spec, "Equal", []), data.Call(output, null));
        output.ToArray().ShouldAllBe(value => Math.Abs(value * Tiles - 1) < Tolerance);
    }
}
