using KernelGen.Devices.Gpu;
using KernelGen.Runtime.Tests.Devices;
using KernelGen.Runtime.Tests.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Tensors;

public sealed class ArgumentCheckTests
{
    private const int Longest = 1 << 30;

    [Theory]
    [InlineData(-(1 << 29), 5, true)]
    [InlineData(-(1 << 29) - 1, 5, false)]
    [InlineData(int.MinValue, 5, false)]
    [InlineData(Longest - 5, 5, true)]
    [InlineData(Longest - 4, 5, false)]
    public void Positions_stay_where_masks_compute_with_them_without_wrapping(int offset, int queries, bool isLegal)
    {
        var shape = new AttentionShape(1, 1, 1, queries, 5) { QueryOffset = offset };
        if (isLegal)
        {
            ArgumentChecks.Shape(shape, "shape");
            return;
        }
        var wrong = Should.Throw<ArgumentException>(() => ArgumentChecks.Shape(shape, "shape"));
        wrong.ParamName.ShouldBe("shape");
        wrong.Message.ShouldContain(FormattableString.Invariant($"puts query 0 at {offset}; with 5 queries -536870912 to 1073741819 are possible"));
    }

    [Theory]
    [InlineData(Longest + 1, 0)]
    [InlineData(0, Longest + 1)]
    public void Lengths_do_too(int queries, int keys)
        => Should.Throw<ArgumentException>(() => ArgumentChecks.Shape(new AttentionShape(1, 1, 1, queries, keys), "shape")).Message.ShouldContain("at most 1073741824");

    [Theory]
    [InlineData(64, "q")]
    [InlineData(192, "k")]
    [InlineData(256, "v")]
    [InlineData(0, null)] // exactly on Q
    [InlineData(384, null)]
    public void An_output_in_the_memory_of_an_input_is_refused(int output, string? argument)
    {
        // Two rows of each in one array: Q at 0, K at 128, V at 256.
        var memory = new float[512];
        var act = () => HandmadeSpec.Of(CountingClassifier.Everything()).Forward(
            memory.AsSpan(0, 128), memory.AsSpan(128, 128), memory.AsSpan(256, 128), memory.AsSpan(output, 128),
            new AttentionShape(1, 1, 1, 2, 2), new AttentionOptions { Variant = "cpu.simd/q48-k128-w512" });
        if (argument is null)
        {
            act();
            return;
        }
        var wrong = Should.Throw<ArgumentException>(act);
        wrong.ParamName.ShouldBe("o");
        wrong.Message.ShouldContain($"o lies in the memory of {argument}");
    }

    [Theory]
    [InlineData(200, 100, 10, true)] // (B, H, N, D)
    [InlineData(200, 10, 20, true)] // (B, N, H, D)
    [InlineData(10, 20, 40, true)]
    [InlineData(200, 1, 10, false)] // heads on one another
    [InlineData(200, 100, 9, false)]
    [InlineData(190, 100, 10, false)] // the second sequence begins in the last row of the first
    public void Rows_of_an_output_lie_apart_where_strides_nest(long batch, long head, long row, bool isApart)
        => new TensorStrides(batch, head, row).Nest(batch: 2, heads: 2, rows: 10, columns: 10).ShouldBe(isApart);

    [Fact]
    public void The_stride_of_a_dimension_that_has_one_element_does_not_matter()
        => new TensorStrides(0, 0, 10).Nest(batch: 1, heads: 1, rows: 7, columns: 10).ShouldBeTrue();

    [Theory]
    [InlineData(1 << 16, 1 << 15, 1 << 15, 1, "2147483648 query heads in all sequences")]
    [InlineData(1, 1 << 30, 1, 4, "4294967296 query rows that share a key head")]
    public void More_heads_or_rows_than_a_device_numbers_are_refused(int batch, int queryHeads, int keyHeads, int queries, string what)
    {
        var shape = new AttentionShape(batch, queryHeads, keyHeads, queries, 1);
        var wrong = Should.Throw<ArgumentException>(() => GpuChecks.Counts(shape, "shape"));
        wrong.ParamName.ShouldBe("shape");
        wrong.Message.ShouldContain(what);
    }
}
