using System.Numerics.Tensors;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Data;

public sealed class BlockMaskTests
{
    [Fact]
    public void A_mask_from_columns_is_the_mask_from_their_truth_values()
    {
        var mask = BlockMask.FromCsr([2, 2, 3], [0, 2, 2, 3, 6], [2, 0, 1, 0, 1, 2]);
        bool[] expected = [true, false, true, false, false, false, false, true, false, true, true, true];
        mask.Blocks.ToArray().ShouldBe(expected);
        mask.Density.ShouldBe(0.5);
        var tensor = new ReadOnlyTensorSpan<bool>(expected, [2, 2, 3]);
        BlockMask.Of(tensor).Blocks.ToArray().ShouldBe(expected);
        ReadOnlyTensorSpan<bool> converted = mask;
        converted[1, 1, 2].ShouldBeTrue();
        converted[1, 0, 2].ShouldBeFalse();
    }

    [Fact]
    public void A_copy_of_a_tensor_with_strides_is_dense()
    {
        bool[] memory = [true, false, false, false, true, false];
        var mask = BlockMask.Of(new ReadOnlyTensorSpan<bool>(memory, [3, 2], [1, 3]));
        mask.Lengths.ToArray().ShouldBe([3, 2]);
        mask.Blocks.ToArray().ShouldBe([true, false, false, true, false, false]);
    }

    [Fact]
    public void An_empty_mask_has_blocks_for_every_sequence_and_query_head_the_last_ones_cut()
    {
        var mask = BlockMask.Empty(new AttentionShape(2, 6, 3, 130, 64), 64, 64);
        mask.Lengths.ToArray().ShouldBe([2, 6, 3, 1]);
        mask.Density.ShouldBe(0);
    }

    [Theory]
    [InlineData(new[] { 0, 1 }, new[] { 0 }, "rowOffsets has 2 numbers; 2 block rows ask for 3, one for each and the end.")]
    [InlineData(new[] { 1, 1, 1 }, new[] { 0 }, "rowOffsets goes from 1 to 1; with 1 columns it must go from 0 to 1.")]
    [InlineData(new[] { 0, 1, 2 }, new[] { 0 }, "rowOffsets goes from 0 to 2; with 1 columns it must go from 0 to 1.")]
    [InlineData(new[] { 0, 2, 1 }, new[] { 0 }, "rowOffsets falls from 2 to 1 at block row 1; it must not fall.")]
    [InlineData(new[] { 0, 1, 2 }, new[] { 0, 3 }, "columns[1], of block row 1, is 3; expected 0 to 2.")]
    [InlineData(new[] { 0, 1, 2 }, new[] { -1, 0 }, "columns[0], of block row 0, is -1; expected 0 to 2.")]
    public void Wrong_columns_are_refused_with_what_was_expected(int[] rowOffsets, int[] columns, string message)
        => Should.Throw<ArgumentException>(() => BlockMask.FromCsr([2, 3], rowOffsets, columns)).Message.ShouldContain(message);

    [Fact]
    public void A_mask_without_columns_has_rows_all_the_same()
        => BlockMask.FromCsr([4, 0], [0, 0, 0, 0, 0], []).Blocks.Length.ShouldBe(0);

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Should.Throw<ArgumentException>(() => BlockMask.FromCsr([1 << 20, 1 << 20], [0], [])).Message.ShouldContain("ask for 1099511627776 blocks; expected at most 2147483647");
        Should.Throw<ArgumentOutOfRangeException>(() => BlockMask.Empty(new AttentionShape(1, 1, 1, 8, 8), 0, 8)).ParamName.ShouldBe("query");
        Should.Throw<ArgumentOutOfRangeException>(() => BlockMask.Empty(new AttentionShape(1, 1, 1, 8, 8), 8, 0)).ParamName.ShouldBe("key");
        Should.Throw<ArgumentException>(() => BlockMask.FromCsr([3], [0], [])).Message.ShouldContain("lengths has 1 numbers; expected 2 (rows, columns)");
        Should.Throw<ArgumentException>(() => BlockMask.FromCsr([-1, 3], [0], [])).Message.ShouldContain("lengths has -1; expected 0 to");
        Should.Throw<ArgumentOutOfRangeException>(() => BlockMask.Count(10, 0));
        Should.Throw<ArgumentNullException>(() => { ReadOnlyTensorSpan<bool> none = (BlockMask)null!; });
    }
}
