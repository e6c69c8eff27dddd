using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Data;

public sealed unsafe class DataItemTests
{
    [Fact]
    public void A_tensor_may_reach_further_than_an_int_counts()
    {
        // A mask of 32 heads and 8,192 x 8,192 elements. Nobody reads it here.
        var item = DataItem.Of((bool*)64, [1, 32, 8192, 8192], [0, 8192 * 8192, 8192, 1]);
        item.Reach.ShouldBe(1L << 31);
        var wrong = Should.Throw<ArgumentException>(() => item.ReachOfSpan("mask"));
        wrong.ParamName.ShouldBe("mask");
        wrong.Message.ShouldContain("mask has 2147483648 elements; at most 2147483647");
    }

    [Fact]
    public void An_array_on_a_device_that_no_index_spans_is_refused_by_name()
    {
        DataItem.OnDevice(DataType.Int32, int.MaxValue, "document").Length.ShouldBe(int.MaxValue);
        var wrong = Should.Throw<ArgumentException>(() => DataItem.OnDevice(DataType.Int32, 3_000_000_000, "document"));
        wrong.ParamName.ShouldBe("document");
        wrong.Message.ShouldContain("3000000000 elements");
    }
}
