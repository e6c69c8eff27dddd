using KernelGen.Kernels.Cases;
using KernelGen.Kernels.Data;
using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>What the interpreter counts: products, exponentials, and what a Full tile costs a warp beside them.</summary>
public sealed class WgmmaEfficiencyTests(ITestOutputHelper output)
{
    private const string Product = "wgmma.mma_async";

    // Warps of a block's consumers, each with 16 rows.
    private static readonly WgmmaConfig s_config = new(128, 128, 2, 3);

    [Theory]
    [InlineData(ElementType.BFloat16, 64)]
    [InlineData(ElementType.BFloat16, 80)]
    [InlineData(ElementType.BFloat16, 128)]
    [InlineData(ElementType.Float8E4M3, 64)]
    [InlineData(ElementType.Float8E4M3, 80)]
    [InlineData(ElementType.Float8E4M3, 160)]
    public void Shared_memory_has_no_bank_conflicts(ElementType precision, int dim)
    {
        var report = Run(dim, MaskKind.Causal, 256, 256, precision == ElementType.Float8E4M3 ? s_config with { Stages = 2 } : s_config, precision);
        report.SharedBankConflicts.Total.ShouldBe(0, report.SharedBankConflicts.ToString());
        report.Instructions["ld.local"].ShouldBe(0);
        report.Instructions["st.local"].ShouldBe(0);
    }

    [Fact]
    public void Products_are_those_of_the_tiles_that_the_plan_keeps()
    {
        // Per tile and warp 8 times 16 dimensions and 8 times 16 keys.
        var perTile = s_config.ConsumerWarps * (8L + 8);
        Run(128, MaskKind.None, 512).Instructions[Product].ShouldBe(16 * perTile);
        Run(128, MaskKind.Causal, 512).Instructions[Product].ShouldBe((1 + 2 + 3 + 4) * perTile);
    }

    [Fact]
    public void Products_cover_the_head_sizes_and_no_more()
    {
        var tiles = 4 * s_config.ConsumerWarps;
        Run(40, MaskKind.None, 256).Instructions[Product].ShouldBe(tiles * (3L + 8));
        Run(200, MaskKind.None, 256, 256, new WgmmaConfig(128, 64, 2, 2)).Instructions[Product].ShouldBe(2 * tiles * (13L + 4));
    }

    [Fact]
    public void Products_of_e4m3_take_twice_as_much_at_once()
    {
        var report = Run(128, MaskKind.None, 512, 512, s_config, ElementType.Float8E4M3);
        // Per tile and warp 4 times 32 dimensions and 4 times 32 keys.
        report.Instructions[Product].ShouldBe(16 * s_config.ConsumerWarps * (4L + 4));
        // Of a tile 8 pieces of 16 columns, 4 times 32 keys of each.
        report.Instructions["ldmatrix"].ShouldBe(16 * 8 * 4L);
        report.Instructions["stmatrix"].ShouldBe(16 * 8 * 4L);
        report.Instructions["prmt"].ShouldBe(4 * report.Instructions["ldmatrix"]);
        // One panel each of the queries of four tiles, and of the keys and values of sixteen.
        report.Instructions["cp.async.bulk.tensor"].ShouldBe(4 + 16 * 2);
    }

    [Fact]
    public void A_Full_tile_costs_one_exponential_per_score_and_few_instructions_beside_it()
    {
        var (shorter, longer) = (Run(128, MaskKind.None, 128, 256), Run(128, MaskKind.None, 128, 512));
        var warps = 2L * s_config.ConsumerWarps;
        long PerTile(string kind) => (longer.Instructions[kind] - shorter.Instructions[kind]) / warps;
        // A thread has 64 of a tile's scores, and two rows that are rescaled.
        PerTile("ex2").ShouldBe(64 + 2);
        PerTile("wgmma.fence").ShouldBe(2);
        PerTile("wgmma.wait_group").ShouldBe(2);
        PerTile("bar").ShouldBe(2);
        PerTile("cvt.rn").ShouldBe(32);
        // Of the scores none is masked: what is selected are stages, phases and shifts.
        PerTile("selp").ShouldBeLessThan(8);
        // Per score a maximum, a multiply-add, an exponential, an addition and half a conversion; per output a multiplication.
        var total = (longer.Instructions.Total - shorter.Instructions.Total) / warps;
        output.WriteLine($"{total} instructions");
        total.ShouldBeInRange(64 * 4 + 64, 64 * 5 + 64 + 110);
    }

    [Fact]
    public void The_producer_alone_loads_and_loads_every_tile_once()
    {
        var report = Run(128, MaskKind.Causal, 512);
        // Two panels each of the queries of four tiles, and of the keys and values of ten.
        report.Instructions["cp.async.bulk.tensor"].ShouldBe(4 * 2 + 10 * 4);
        report.Instructions["ld.global"].ShouldBeLessThan(4 * 16);
    }

    [Theory]
    [InlineData(128, 4, 0)]
    [InlineData(72, 2, 1)]
    public void Outputs_are_stored_16_bytes_at_a_time(int dim, int pieces, int pairs)
    {
        var report = Run(dim, MaskKind.None, 256);
        // Two rows of a thread, of each of two query tiles.
        var rows = 2L * 2 * s_config.ConsumerWarps;
        report.Instructions["st.global.v4"].ShouldBe(rows * pieces);
        report.Instructions["st.global"].ShouldBe(rows * (pieces + 3 * pairs));
    }

    private static LaunchReport Run(int dim, MaskKind mask, int length) => Run(dim, mask, length, length);

    private static LaunchReport Run(
        int dim, MaskKind mask, int queryLength, int keyLength, WgmmaConfig? config = null, ElementType precision = ElementType.BFloat16)
    {
        var test = new KernelCase(new SpecCase(precision, dim, dim, mask), new AttentionShape(1, 1, 1, queryLength, keyLength));
        var spec = SpecFactory.Create(test.Spec);
        var module = new WgmmaModule(spec, SpecCompiler.Compile(spec, test.Spec.Name, []), [config ?? s_config]);
        using var data = new CaseData(test);
        using var results = data.NewOutput(TensorElement.OfOutput(test.Spec.Precision));
        return module.Run(new PtxDevice(), module.Configs[0], data.Call(results, null), 1)!;
    }
}
