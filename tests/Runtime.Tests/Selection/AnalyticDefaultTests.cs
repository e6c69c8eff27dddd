using KernelGen.Devices.Cpu;
using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

public sealed class AnalyticDefaultTests
{
    [Theory]
    [InlineData("avx512", 512)]
    [InlineData("avx2", 256)]
    [InlineData("neon", 128)]
    [InlineData("scalar", 128)]
    public void The_widest_vectors_that_are_fast_here_are_chosen(string isa, int bits)
        => Choose(new CpuDevice("Test", isa, 4), TestKernels.Bucket).VectorBits.ShouldBe(bits);

    [Fact]
    public void Where_no_width_is_fast_the_narrowest_there_is_runs()
    {
        CpuTile[] tiles = [TestKernels.Tile(48, 128, 512), TestKernels.Tile(48, 128, 256)];

        AnalyticDefault.Choose(tiles, TestKernels.Facts, TestKernels.Bucket, new CpuDevice("Test", "sse", 4)).ShouldBe(1);
    }

    [Fact]
    public void A_few_queries_take_the_tile_that_pads_least()
        => Choose(TestKernels.Device, new ShapeBucket(64, 16, 1024)).Query.ShouldBe(24);

    [Fact]
    public void In_doubt_the_emitted_order_stands()
    {
        var alike = TestKernels.Tile(48, 128, 512) with { ScratchFloats = 20_001 };

        AnalyticDefault.Choose([alike, TestKernels.Tile(48, 128, 512)], TestKernels.Facts, TestKernels.Bucket, TestKernels.Device).ShouldBe(0);
        Choose(TestKernels.Device, new ShapeBucket(8, 1, 4096)).ShouldBe(TestKernels.All[0].Tile);
    }

    [Fact]
    public void A_tile_that_leaves_the_level_two_cache_costs_more()
    {
        CpuTile fits = TestKernels.Tile(48, 128, 512), spills = TestKernels.Tile(48, 128, 512, 2 * CpuCostModel.Level2Bytes / sizeof(float));

        Cost(spills).ShouldBeGreaterThan(Cost(fits));
        AnalyticDefault.Choose([spills, fits], TestKernels.Facts, TestKernels.Bucket, TestKernels.Device).ShouldBe(1);
    }

    [Fact]
    public void A_spec_without_kernels_is_an_error()
        => Should.Throw<ArgumentException>(() => AnalyticDefault.Choose([], TestKernels.Facts, TestKernels.Bucket, TestKernels.Device))
            .Message.ShouldContain("Demo.Attention");

    private static double Cost(CpuTile tile) => CpuCostModel.Cost(tile, 64, 64, TestKernels.Bucket, 2);

    private static CpuTile Choose(CpuDevice device, ShapeBucket bucket)
    {
        var tiles = TestKernels.All.Select(kernel => kernel.Tile).ToList();
        return tiles[AnalyticDefault.Choose(tiles, TestKernels.Facts, bucket, device)];
    }
}
