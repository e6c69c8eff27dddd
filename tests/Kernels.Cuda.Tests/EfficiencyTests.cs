using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>What the interpreter counts: bank conflicts, matrix instructions, and what Full tiles cost beside them.</summary>
public sealed class EfficiencyTests
{
    [Theory]
    [InlineData(ElementType.BFloat16, 64, 0)]
    [InlineData(ElementType.BFloat16, 80, 0)]
    [InlineData(ElementType.BFloat16, 128, 0)]
    [InlineData(ElementType.BFloat16, 192, 0)]
    [InlineData(ElementType.BFloat16, 64, 4)]
    [InlineData(ElementType.BFloat16, 64, 2)]
    [InlineData(ElementType.BFloat16, 60, 0)]
    [InlineData(ElementType.BFloat16, 62, 0)]
    [InlineData(ElementType.Float32, 64, 0)]
    [InlineData(ElementType.Float32, 40, 0)]
    [InlineData(ElementType.Float32, 128, 2)]
    [InlineData(ElementType.Float32, 64, 1)]
    [InlineData(ElementType.Float8E4M3, 64, 0)]
    [InlineData(ElementType.Float8E4M3, 128, 0)]
    [InlineData(ElementType.Float8E4M3, 192, 8)]
    [InlineData(ElementType.Float8E4M3, 60, 0)]
    public void Shared_memory_has_no_bank_conflicts(ElementType precision, int dim, int shift)
    {
        var (report, _) = Prefill(dim, MaskKind.Causal, 128, 128, precision, shift);
        report.SharedPasses["ldmatrix"].ShouldBePositive();
        report.SharedPasses["cp.async"].ShouldBePositive();
        report.SharedBankConflicts.Total.ShouldBe(0, report.SharedBankConflicts.ToString());
    }

    [Theory]
    [InlineData(ElementType.BFloat16, 64, 0, "16")]
    [InlineData(ElementType.BFloat16, 64, 4, "8")]
    [InlineData(ElementType.BFloat16, 60, 0, "8")]
    [InlineData(ElementType.BFloat16, 64, 2, "4")]
    [InlineData(ElementType.BFloat16, 64, 1, "elements")]
    [InlineData(ElementType.BFloat16, 59, 0, "elements")]
    [InlineData(ElementType.Float32, 64, 0, "16")]
    [InlineData(ElementType.Float32, 64, 2, "8")]
    [InlineData(ElementType.Float32, 59, 0, "4")]
    [InlineData(ElementType.Float8E4M3, 64, 0, "16")]
    [InlineData(ElementType.Float8E4M3, 64, 8, "8")]
    [InlineData(ElementType.Float8E4M3, 60, 0, "4")]
    [InlineData(ElementType.Float8E4M3, 64, 2, "elements")]
    [InlineData(ElementType.Float8E4M3, 59, 0, "elements")]
    public void Loads_are_as_wide_as_addresses_and_strides_allow(ElementType precision, int dim, int shift, string width)
    {
        var (report, _) = Prefill(dim, MaskKind.None, 128, 64, precision, shift);
        var copies = report.Lines.Where(line => line.Executed > 0 && line.Name.StartsWith("cp.async.c", StringComparison.Ordinal) && line.Text.Contains("[%")).ToArray();
        string Width(InstructionReport line) => line.Text.Split("], ")[2].Split(',')[0].Trim();
        copies.Where(line => !line.Name.Contains("commit")).Select(Width).Distinct().ShouldBe(width == "elements" ? [] : [width]);
        (report.Instructions[precision == ElementType.Float8E4M3 ? "ld.global.u8" : "ld.global.b16"] > 0).ShouldBe(width == "elements");
    }

    [Fact]
    public void Matrix_instructions_are_those_of_the_tiles_that_the_plan_keeps()
    {
        const int Length = 256;
        var (causal, config) = Prefill(64, MaskKind.Causal, Length, Length);
        // Two products of 2 * 64 operations per pair and element, of which one instruction does 2 * 16 * 8 * 16.
        var perTile = 2L * config.QueryTile * config.KeyTile * 64 / (16 * 8 * 16);
        config.ShouldBe(new CudaConfig(128, 64, 4, 2));
        causal.Instructions["mma"].ShouldBe((2 + 4) * perTile);
        Prefill(64, MaskKind.None, Length, Length).Report.Instructions["mma"].ShouldBe(8 * perTile);
    }

    [Fact]
    public void A_Full_tile_costs_few_instructions_beside_its_products_and_none_for_the_mask()
    {
        var (shorter, config) = Prefill(128, MaskKind.None, 128, 128);
        var (longer, _) = Prefill(128, MaskKind.None, 128, 256);
        var tiles = 128 / config.KeyTile;
        var perWarp = (longer.Instructions.Total - shorter.Instructions.Total) / (tiles * config.Warps);
        var products = (longer.Instructions["mma"] - shorter.Instructions["mma"]) / (tiles * config.Warps);
        products.ShouldBe(128);
        // Per score of a thread a multiply-add, an exponential, an addition and half a conversion and maximum; per output a multiplication.
        perWarp.ShouldBeLessThan(5 * products);
        // Of the selections that a tile needs none is a score's: they choose stages, shifts and rows to load.
        ((longer.Instructions["selp"] - shorter.Instructions["selp"]) / (tiles * config.Warps)).ShouldBeLessThan(12);
    }

    [Theory]
    [InlineData(128, 256, 0)]
    [InlineData(127, 0, 512)]
    public void A_row_of_a_bias_is_read_in_pairs_where_rows_lie_on_them(int keyLength, int pairs, int elements)
    {
        const int Dim = 16, Length = 128;
        var spec = GateSpecs.Named("64 bias tensor") with { HeadDim = Dim, ValueHeadDim = Dim, Mask = Expr.True };
        var module = new CudaModule(spec, SpecCompiler.Compile(spec, "Biased", []), [new CudaConfig(128, 64, 4, 2)]);
        using var tensors = new Tensors(new AttentionShape(1, 1, 1, Length, keyLength), Dim, ElementType.BFloat16);
        using var data = new TestData(new TestMask<float>([Length, keyLength], MaskLayout.Dense, (_, _, row, key) => row + key));
        LaunchReport? report = null;
        tensors.Run(call => report = module.Prefill(new PtxDevice(), module.Configs[0], call, shift: 0), data.Data, TensorElement.Of(ElementType.BFloat16));
        // Two tiles, four warps, four rows of a thread, eight pairs of a row.
        report!.Instructions["ld.global.v2.f32"].ShouldBe(pairs);
        report.Instructions["ld.global.f32"].ShouldBe(elements);
    }

    private static (LaunchReport Report, CudaConfig Config) Prefill(
        int dim, MaskKind mask, int queryLength, int keyLength, ElementType precision = ElementType.BFloat16, int shift = 0)
    {
        var test = new KernelCase(new SpecCase(precision, dim, dim, mask), new AttentionShape(1, 1, 1, queryLength, keyLength));
        var spec = SpecFactory.Create(test.Spec) with { AllowTensorFloat32 = precision == ElementType.Float32 };
        var module = new CudaModule(spec, SpecCompiler.Compile(spec, test.Spec.Name, []), CudaConfigSpace.Defaults(spec));
        using var data = new CaseData(test);
        using var output = data.NewOutput(TensorElement.OfOutput(test.Spec.Precision));
        return (module.Prefill(new PtxDevice(), module.Configs[0], data.Call(output, null), shift)!, module.Configs[0]);
    }
}
