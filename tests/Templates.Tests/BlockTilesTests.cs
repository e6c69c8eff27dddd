using KernelGen.Templates.Analysis;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class BlockTilesTests
{
    [Theory]
    [InlineData(64, 64, "q64-k64 q32-k64")]
    [InlineData(128, 128, "q128-k128 q64-k128")]
    [InlineData(96, 256, "q96-k128 q48-k128")]
    [InlineData(16, 16, "q48-k64 q32-k64")]
    [InlineData(64, 96, "q64-k192 q32-k192")]
    [InlineData(64, 100, "q64-k64 q32-k64")]
    [InlineData(149, 64, "q48-k128 q24-k128 q72-k128 q96-k128 q144-k128")]
    public void Default_tiles_divide_the_blocks_or_hold_whole_ones_where_they_can(int query, int key, string expected)
    {
        var spec = SpecTextTests.Mistral with { HeadDim = 64, ValueHeadDim = 64, Mask = TensorPatterns.BlockSparse(query, key) };
        var defaults = CpuConfigSpace.Defaults(spec);
        string.Join(' ', defaults.Where(config => config.VectorBits == 512).Select(config => $"q{config.QueryTile}-k{config.KeyTile}")).ShouldBe(expected);
        defaults.Except(CpuConfigSpace.All(spec)).ShouldBeEmpty("the tuner can choose them too");
    }

    [Fact]
    public void A_query_tile_that_is_no_multiple_of_register_rows_is_legal_only_where_it_fits_blocks()
    {
        var dense = SpecTextTests.Mistral with { Mask = Expr.True };
        CpuFeasibility.WhyNot(dense, new CpuConfig(512, 64, 64)).ShouldNotBeNull().ShouldContain("must be a multiple of 6");
        CpuFeasibility.WhyNot(dense with { Mask = TensorPatterns.BlockSparse(64, 64) }, new CpuConfig(512, 64, 64)).ShouldBeNull();
        CpuFeasibility.WhyNot(dense with { Mask = TensorPatterns.BlockSparse(48, 64) }, new CpuConfig(512, 64, 64)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("(and (<= k q) (tensor bool a batch head (/ (- q queryOffset) 64) (/ k 32)))", 64, 32)]
    [InlineData("(and (tensor bool a 0 0 (/ (- q queryOffset) 64) (/ k 32)) (tensor bool b 0 0 (/ (- q queryOffset) 16) (/ k 32)))", 16, 32)]
    [InlineData("(tensor bool a batch head (- q queryOffset) k)", 0, 0)]
    [InlineData("(== (/ q 64) (/ k 64))", 0, 0)]
    public void Blocks_are_those_that_a_tensor_is_read_by(string mask, int query, int key)
        => MaskBlocks.Of(ExprText.Parse(mask)).ShouldBe(query == 0 ? null : new MaskBlocks(query, key));
}
