using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>What the interpreter counts: bank conflicts, matrix instructions, and what Full tiles cost beside them.</summary>
public sealed class EfficiencyTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(80)]
    [InlineData(128)]
    [InlineData(192)]
    public void Shared_memory_has_no_bank_conflicts(int dim)
    {
        var (report, _) = Prefill(dim, MaskKind.Causal, 128, 128);
        report.SharedPasses["ldmatrix"].ShouldBePositive();
        report.SharedPasses["cp.async"].ShouldBePositive();
        report.SharedBankConflicts.Total.ShouldBe(0, report.SharedBankConflicts.ToString());
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

    private static (LaunchReport Report, CudaConfig Config) Prefill(int dim, MaskKind mask, int queryLength, int keyLength)
    {
        var test = new KernelCase(new SpecCase(ElementType.BFloat16, dim, dim, mask), new AttentionShape(1, 1, 1, queryLength, keyLength));
        var spec = SpecFactory.Create(test.Spec);
        var module = new CudaModule(spec, SpecCompiler.Compile(spec, test.Spec.Name, []), CudaConfigSpace.Defaults(spec));
        using var data = new CaseData(test);
        using var output = data.NewOutput(TensorElement.Of(test.Spec.Precision));
        return (module.Prefill(new PtxDevice(), module.Configs[0], data.Call(output, null), isOdd: false)!, module.Configs[0]);
    }
}
