using System.Numerics.Tensors;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>
/// Wrong arguments are refused before anything is written; the message names the argument, what was given and what was expected.
/// </summary>
public sealed class ArgumentTests
{
    private const float Untouched = 123;

    private static readonly AttentionShape s_shape = new(2, 4, 2, 3, 5);
    private readonly CompiledSpec<float> _spec = Specs.Causal64();
    private readonly float[] _output = [.. Enumerable.Repeat(Untouched, 2 * 4 * 3 * 64)];

    [Theory]
    [InlineData("q", "1535", "1536")]
    [InlineData("k", "1279", "1280")]
    [InlineData("v", "1279", "1280")]
    [InlineData("o", "1535", "1536")]
    [InlineData("lse", "23", "24")]
    public void A_span_of_the_wrong_length_is_named_with_both_lengths(string argument, string given, string expected)
    {
        var (q, k, v, _) = Specs.Arrays(s_shape, 64);
        var lse = new float[24];

        var error = Should.Throw<ArgumentException>(() => _spec.Forward(
            Cut("q", q), Cut("k", k), Cut("v", v), Cut("o", _output), Cut("lse", lse), s_shape));

        Names(error, argument, given, expected);

        float[] Cut(string name, float[] values) => name == argument ? values[1..] : values;
    }

    [Theory]
    [InlineData("q", new[] { 2, 4, 3 }, "rank 3", "rank 4")]
    [InlineData("q", new[] { 2, 4, 3, 63 }, "63", "64")]
    [InlineData("k", new[] { 2, 2, 5, 63 }, "63", "64")]
    [InlineData("k", new[] { 1, 2, 5, 64 }, "1", "2")]
    [InlineData("v", new[] { 2, 2, 6, 64 }, "6", "5")]
    [InlineData("v", new[] { 2, 1, 5, 64 }, "1", "2")]
    [InlineData("v", new[] { 2, 2, 5, 65 }, "65", "64")]
    [InlineData("o", new[] { 2, 4, 4, 64 }, "4", "3")]
    [InlineData("o", new[] { 2, 5, 3, 64 }, "5", "4")]
    [InlineData("o", new[] { 3, 4, 3, 64 }, "3", "2")]
    [InlineData("lse", new[] { 2, 4, 3, 1 }, "rank 4", "rank 3")]
    [InlineData("lse", new[] { 2, 4, 2 }, "2", "3")]
    public void A_tensor_of_the_wrong_shape_is_named_with_both_shapes(string argument, int[] lengths, string given, string expected)
    {
        var output = Enumerable.Repeat(Untouched, 4000).ToArray();

        var error = Should.Throw<ArgumentException>(() => _spec.Forward(
            Tensor("q", [2, 4, 3, 64]), Tensor("k", [2, 2, 5, 64]), Tensor("v", [2, 2, 5, 64]), Output("o", [2, 4, 3, 64]),
            Output("lse", [2, 4, 3])));

        Names(error, argument, given, expected);
        output.ShouldAllBe(value => value == Untouched);

        ReadOnlyTensorSpan<float> Tensor(string name, nint[] right) => Output(name, right);

        TensorSpan<float> Output(string name, nint[] right)
        {
            nint[] shape = name == argument ? [.. lengths.Select(length => (nint)length)] : right;
            return new TensorSpan<float>(output.AsSpan(0, (int)shape.Aggregate((x, y) => x * y)), shape);
        }
    }

    [Theory]
    [InlineData("q")]
    [InlineData("k")]
    [InlineData("v")]
    [InlineData("o")]
    public void Rows_whose_elements_are_apart_are_refused(string argument)
    {
        var error = Should.Throw<ArgumentException>(() => _spec.Forward(Tensor("q", 4), Tensor("k", 2), Tensor("v", 2), Tensor("o", 4)));

        Names(error, argument, "last stride 2", "expected 1");

        TensorSpan<float> Tensor(string name, int heads)
        {
            var step = name == argument ? 2 : 1;
            return new TensorSpan<float>(new float[heads * 128], [1, heads, 1, 64], [0, 64 * step, 0, step]);
        }
    }

    [Fact]
    public void An_output_whose_rows_fall_together_is_refused()
    {
        var error = Should.Throw<ArgumentException>(() => _spec.Forward(
            new TensorSpan<float>(new float[192], [1, 1, 3, 64]), new TensorSpan<float>(new float[64], [1, 1, 1, 64]),
            new TensorSpan<float>(new float[64], [1, 1, 1, 64]),
            new TensorSpan<float>(_output.AsSpan(0, 64), [1, 1, 3, 64], [0, 0, 0, 1])));

        Names(error, "o", "stride 0", "cannot be broadcast");
        _output.ShouldAllBe(value => value == Untouched);
    }

    [Fact]
    public void A_log_sum_exp_whose_rows_fall_together_is_refused()
    {
        var rows = new float[192];

        var error = Should.Throw<ArgumentException>(() => _spec.Forward(
            Rows(), Rows(), Rows(), Rows(), new TensorSpan<float>(new float[1], [1, 1, 3], [0, 0, 0])));

        Names(error, "lse", "stride 0", "cannot be broadcast");

        TensorSpan<float> Rows() => new(rows, [1, 1, 3, 64]);
    }

    [Theory]
    [InlineData(0, 4, 2, 3, 5)]
    [InlineData(2, 0, 0, 3, 5)]
    [InlineData(2, 0, 2, 3, 5)]
    [InlineData(2, 4, 2, 0, 5)]
    [InlineData(2, 4, 2, 0, 0)]
    public void Empty_tensors_are_no_error_although_their_strides_are_zero(int batch, int queryHeads, int keyHeads, int queries, int keys)
    {
        Should.NotThrow(() => _spec.Forward(
            Tensor(queryHeads, queries), Tensor(keyHeads, keys), Tensor(keyHeads, keys), Tensor(queryHeads, queries),
            new TensorSpan<float>(new float[batch * queryHeads * queries], [batch, queryHeads, queries])));

        TensorSpan<float> Tensor(int heads, int rows) => new(new float[batch * heads * rows * 64], [batch, heads, rows, 64]);
    }

    [Fact]
    public void Sizes_whose_product_wraps_around_do_not_fit_short_spans()
        => Names(
            Should.Throw<ArgumentException>(() => _spec.Forward([], [], [], [], new AttentionShape(1 << 30, 1 << 30, 1 << 30, 16, 16))),
            "q", "0 elements", "B x Hq x Nq x D");

    [Fact]
    public void An_offset_from_which_positions_could_wrap_is_refused()
    {
        Names(Wrong(s_shape with { QueryOffset = int.MaxValue - 2 }), "shape", "2147483645", "1073741821");
        Names(Wrong(s_shape with { QueryOffset = int.MinValue }), "shape", "-2147483648", "-536870912");
        var rows = new float[192];
        Names(
            Should.Throw<ArgumentException>(() => _spec.Forward(Rows(), Rows(), Rows(), Rows(), queryOffset: int.MaxValue)),
            "queryOffset", "2147483647", "1073741821");

        TensorSpan<float> Rows() => new(rows, [1, 1, 3, 64]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void Any_number_of_threads_may_be_asked_for(int queryLength)
    {
        var shape = new AttentionShape(1, 1, 1, queryLength, 50);
        var (q, k, v, expected) = Specs.Arrays(shape, 64);
        _spec.Forward(q, k, v, expected, new float[queryLength], shape, new AttentionOptions { Threads = 1 });
        var output = new float[expected.Length];

        _spec.Forward(q, k, v, output, new float[queryLength], shape, new AttentionOptions { Threads = int.MaxValue });

        output.ShouldBe(expected);
    }

    [Fact]
    public void Query_heads_that_are_no_multiple_of_the_key_heads_are_refused()
    {
        var error = Should.Throw<ArgumentException>(() => _spec.Forward(Heads(4), Heads(3), Heads(3), Heads(4)));

        Names(error, "k", "3 key heads", "4 query heads");
        Names(Wrong(s_shape with { KeyHeads = 3 }), "shape", "3 key heads", "multiple");

        static TensorSpan<float> Heads(int heads) => new(new float[heads * 128], [1, heads, 2, 64]);
    }

    [Fact]
    public void A_negative_size_is_refused() => Names(Wrong(s_shape with { Batch = -1 }), "shape", "B-1", "negative");

    [Fact]
    public void An_unknown_variant_is_refused_with_those_there_are()
    {
        var known = _spec.Kernels[0].Id;
        var error = Should.Throw<ArgumentException>(() => Run(new AttentionOptions { Variant = known + "x" }));

        error.Message.ShouldContain(known + "x");
        error.Message.ShouldContain(known);
        _output.ShouldAllBe(value => value == Untouched);
    }

    [Fact]
    public void Negative_threads_are_refused()
        => Should.Throw<ArgumentException>(() => Run(new AttentionOptions { Threads = -1 })).Message.ShouldContain("-1");

    [Fact]
    public void A_log_sum_exp_that_the_spec_does_not_write_is_refused()
    {
        var (q, k, v, o) = Specs.Arrays(s_shape, 64);

        var error = Should.Throw<ArgumentException>(() => Specs.Dense64().Forward(q, k, v, o, new float[24], s_shape));

        Names(error, "lse", "has no log-sum-exp", "WritesLse");
    }

    private ArgumentException Wrong(AttentionShape shape)
    {
        var (q, k, v, _) = Specs.Arrays(s_shape, 64);
        return Should.Throw<ArgumentException>(() => _spec.Forward(q, k, v, _output, shape));
    }

    private void Run(AttentionOptions options)
    {
        var (q, k, v, _) = Specs.Arrays(s_shape, 64);
        _spec.Forward(q, k, v, _output, s_shape, options);
    }

    private static void Names(ArgumentException error, string argument, string given, string expected)
    {
        error.ParamName.ShouldBe(argument);
        error.Message.ShouldContain(argument);
        error.Message.ShouldContain(given);
        error.Message.ShouldContain(expected);
    }
}
