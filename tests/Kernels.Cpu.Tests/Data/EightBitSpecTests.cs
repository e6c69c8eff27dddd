using System.Numerics.Tensors;
using Shouldly;
using Xunit;

namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>Inputs of 8 bits that were scaled before they were converted; a score gives the factors back.</summary>
[AttentionKernel(HeadDim = 32, Precision = Precision.Float8E4M3, WritesLse = true)]
[Causal]
internal static partial class EightBits
{
    [Score]
    internal static float Descale(float score, int batch, int head, int queryHeads, ReadOnlySpan<float> descale) => score * descale[batch * queryHeads + head];
}

/// <summary>The same without them.</summary>
[AttentionKernel(HeadDim = 32, WritesLse = true)]
[Causal]
internal static partial class ThirtyTwoBits;

/// <summary>A spec whose output has other elements than its inputs, as users call it.</summary>
public sealed class EightBitSpecTests
{
    private const int HeadDim = 32;

    // The largest of Q is 2, of K 3; both were scaled to use what 8 bits have.
    private const float Largest = 448, QueryFactor = 2 / Largest, KeyFactor = 3 / Largest;

    public static TheoryData<int, int> Lengths => new() { { 1, 700 }, { 3, 65 }, { 40, 203 }, { 0, 5 } };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Factors_of_Q_and_K_come_back_by_a_score(int queries, int keys)
    {
        var shape = new AttentionShape(2, 4, 2, queries, keys);
        var (q, k, v, descale) = Inputs(shape);
        var (o, lse) = (new BFloat16[q.Length], new float[shape.Batch * shape.QueryHeads * queries]);
        var (exact, exactLse) = (new double[o.Length], new double[lse.Length]);
        var (expected, expectedLse) = (new double[o.Length], new double[lse.Length]);

        EightBits.Forward(q, k, v, o, lse, descale, shape);
        EightBits.Reference(q, k, v, exact, descale, shape, exactLse);
        ThirtyTwoBits.Reference(Floats(q, QueryFactor), Floats(k, KeyFactor), Floats(v, 1), expected, shape, expectedLse);

        exact.ShouldBe(expected, 1e-5);
        exactLse.ShouldBe(expectedLse, 1e-5);
        lse.Select(value => (double)value).ShouldBe(expectedLse, 1e-5);
        // Half the distance of two bfloat16s, and what is before it.
        for (var i = 0; i < o.Length; i++)
            ((double)o[i]).ShouldBe(exact[i], Math.Abs(exact[i]) / 256 + 1e-4);
    }

    [Fact]
    public void Without_keys_the_output_is_zero()
    {
        var shape = new AttentionShape(1, 2, 2, 5, 0);
        var (q, k, v, descale) = Inputs(shape);
        var (o, lse) = (new BFloat16[q.Length], new float[10]);
        o.AsSpan().Fill((BFloat16)7f);
        EightBits.Forward(q, k, v, o, lse, descale, shape);
        o.ShouldAllBe(element => element.Bits == 0);
        lse.ShouldAllBe(value => float.IsNegativeInfinity(value));
    }

    [Fact]
    public void Tensors_of_other_strides_give_the_bits_that_spans_give()
    {
        var shape = new AttentionShape(2, 4, 2, 37, 91);
        var (q, k, v, descale) = Inputs(shape);
        var (o, lse) = (new BFloat16[q.Length], new float[2 * 4 * 37]);
        EightBits.Forward(q, k, v, o, lse, descale, shape);
        var (tensor, tensorLse) = (new BFloat16[2 * 37 * 4 * 48], new float[lse.Length]);

        EightBits.Forward(
            new ReadOnlyTensorSpan<Float8E4M3>(q, [2, 4, 37, HeadDim]), new ReadOnlyTensorSpan<Float8E4M3>(k, [2, 2, 91, HeadDim]),
            new ReadOnlyTensorSpan<Float8E4M3>(v, [2, 2, 91, HeadDim]),
            // (B, N, H, D), and something behind every row.
            new TensorSpan<BFloat16>(tensor, [2, 4, 37, HeadDim], [37 * 4 * 48, 48, 4 * 48, 1]), new TensorSpan<float>(tensorLse, [2, 4, 37]), descale);

        tensorLse.ShouldBe(lse);
        for (var i = 0; i < o.Length; i++)
        {
            var (row, column) = Math.DivRem(i, HeadDim);
            var (batch, head, query) = (row / 37 / 4, row / 37 % 4, row % 37);
            tensor[((batch * 37 + query) * 4 + head) * 48 + column].Bits.ShouldBe(o[i].Bits);
        }
    }

    [Fact]
    public void An_output_of_a_wrong_length_is_refused_before_anything_is_written()
    {
        var shape = new AttentionShape(1, 2, 2, 4, 4);
        var (q, k, v, descale) = Inputs(shape);
        var o = new BFloat16[q.Length - 1];
        Should.Throw<ArgumentException>(() => EightBits.Forward(q, k, v, o, descale, shape)).Message
            .ShouldContain("o has 255 elements; the shape asks for 256 (B x Hq x Nq x Dv)");
        o.ShouldAllBe(element => element.Bits == 0);
    }

    private static (Float8E4M3[] Q, Float8E4M3[] K, Float8E4M3[] V, float[] Descale) Inputs(AttentionShape shape)
    {
        var random = new Random(11);
        Float8E4M3[] Values(int heads, int rows, float scale)
            => [.. Enumerable.Range(0, shape.Batch * heads * rows * HeadDim).Select(_ => (Float8E4M3)((random.NextSingle() * 2 - 1) * scale))];
        float[] descale = [.. Enumerable.Repeat(QueryFactor * KeyFactor, shape.Batch * shape.QueryHeads)];
        return (Values(shape.QueryHeads, shape.QueryLength, Largest), Values(shape.KeyHeads, shape.KeyLength, Largest), Values(shape.KeyHeads, shape.KeyLength, 1), descale);
    }

    private static float[] Floats(Float8E4M3[] values, float factor) => System.Array.ConvertAll(values, value => value * factor);
}
