using KernelGen.Devices.Cpu;
using KernelGen.Runtime.Tests.Planning;
using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Selection.CpuCost;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

public sealed class AnalyticDefaultTests
{
    private static readonly CpuWork Dense = CpuWork.Of(TestKernels.Facts, CountingClassifier.Everything());

    [Theory]
    [InlineData("avx512", 512)]
    [InlineData("avx2", 256)]
    [InlineData("neon", 128)]
    [InlineData("scalar", 128)]
    public void The_widest_vectors_that_are_fast_here_are_chosen(string isa, int bits)
        => Choose(new CpuDevice("Test", isa, 4), TestKernels.Bucket).VectorBits.ShouldBe(bits);

    [Fact]
    public void Narrow_vectors_are_chosen_where_wide_ones_would_have_to_copy_every_row_first()
    {
        // Rows of 40 16-bit elements end within a vector of 32 and of 16 of them, and not within one of 8.
        var half = new CpuWork(40, 40, sizeof(ushort), CausalAlignment.BottomRight, null);
        CpuTile[] tiles = [TestKernels.Tile(48, 128, 512), TestKernels.Tile(48, 128, 256), TestKernels.Tile(48, 128, 128)];

        AnalyticDefault.Choose(tiles, half, new ShapeBucket(32, 1, 8192), TestKernels.Device).ShouldBe(2);
    }

    [Fact]
    public void Where_no_width_is_fast_the_narrowest_there_is_runs()
    {
        CpuTile[] tiles = [TestKernels.Tile(48, 128, 512), TestKernels.Tile(48, 128, 256)];

        AnalyticDefault.Choose(tiles, Dense, TestKernels.Bucket, new CpuDevice("Test", "sse", 4)).ShouldBe(1);
    }

    [Fact]
    public void A_tile_for_more_rows_than_there_are_costs_no_more()
    {
        var few = new ShapeBucket(64, 16, 1024);

        CpuCostModel.Cost(TestKernels.Tile(96, 128, 512), Dense, few, TestKernels.Device)
            .ShouldBe(CpuCostModel.Cost(TestKernels.Tile(24, 128, 512), Dense, few, TestKernels.Device));
    }

    [Fact]
    public void Of_equals_the_one_that_was_emitted_first_is_chosen()
    {
        var alike = TestKernels.Tile(48, 128, 512) with { ScratchFloats = 20_001 };

        AnalyticDefault.Choose([alike, TestKernels.Tile(48, 128, 512)], Dense, TestKernels.Bucket, TestKernels.Device).ShouldBe(0);
        AnalyticDefault.Choose([TestKernels.Tile(48, 128, 512), alike], Dense, default, TestKernels.Device).ShouldBe(0);
    }

    [Fact]
    public void A_tile_that_leaves_the_level_two_cache_costs_more()
    {
        CpuTile fits = TestKernels.Tile(48, 128, 512), spills = TestKernels.Tile(48, 128, 512, 2 * CpuRates.Level2Bytes / sizeof(float));

        Cost(spills).ShouldBeGreaterThan(Cost(fits));
        AnalyticDefault.Choose([spills, fits], Dense, TestKernels.Bucket, TestKernels.Device).ShouldBe(1);
    }

    [Fact]
    public void A_spec_without_kernels_is_an_error()
        => Should.Throw<ArgumentException>(() => AnalyticDefault.Choose([], Dense, TestKernels.Bucket, TestKernels.Device)).ParamName.ShouldBe("tiles");

    private static double Cost(CpuTile tile) => CpuCostModel.Cost(tile, Dense, TestKernels.Bucket, TestKernels.Device);

    private static CpuTile Choose(CpuDevice device, ShapeBucket bucket)
    {
        var tiles = TestKernels.All.Select(kernel => kernel.Tile).ToList();
        return tiles[AnalyticDefault.Choose(tiles, Dense, bucket, device)];
    }
}
