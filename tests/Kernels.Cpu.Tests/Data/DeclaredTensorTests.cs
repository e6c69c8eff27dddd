using System.Numerics.Tensors;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>Tensors as arguments of Forward.</summary>
public sealed class DeclaredTensorTests
{
    private const int HeadDim = 32;

    private static readonly AttentionShape s_shape = new(2, 4, 2, 70, 131);

    [Fact]
    public void A_mask_and_a_bias_are_the_same_by_attribute_and_by_method()
    {
        Tensored.Compiled.Facts.Hash.ShouldBe(TensoredByMethods.Compiled.Facts.Hash);
        var (q, k, v, byAttribute) = Specs.Arrays(s_shape, HeadDim);
        var (byMethod, lse) = (new float[byAttribute.Length], new float[2 * 4 * 70]);
        var (mask, bias) = Values();
        var maskTensor = new ReadOnlyTensorSpan<bool>(mask, [2, 1, 70, 131]);
        var biasTensor = new ReadOnlyTensorSpan<float>(bias, [4, 1, 131]);
        Tensored.Forward(q, k, v, byAttribute, lse, maskTensor, biasTensor, s_shape);
        TensoredByMethods.Forward(q, k, v, byMethod, maskTensor, biasTensor, s_shape);
        byMethod.ShouldBe(byAttribute);
        var exact = new double[byAttribute.Length];
        Tensored.Reference(q, k, v, exact, maskTensor, biasTensor, s_shape);
        for (var i = 0; i < exact.Length; i++)
            byAttribute[i].ShouldBe((float)exact[i], 2e-5f);
    }

    [Fact]
    public void A_tensor_that_is_changed_in_place_is_seen_by_the_next_call()
    {
        var (q, k, v, o) = Specs.Arrays(s_shape, HeadDim);
        var (mask, bias) = (new bool[131], new float[131]);
        mask.AsSpan(0, 64).Fill(true);
        var first = Run();
        mask.AsSpan(64).Fill(true);
        var all = Run();
        all.ShouldNotBe(first);
        bias.AsSpan(64).Fill(float.NegativeInfinity);
        var biased = Run();
        for (var i = 0; i < first.Length; i++)
            biased[i].ShouldBe(first[i], 1e-5f, "a bias of -infinity takes the weight away");
        mask.AsSpan(64).Clear();
        Run().ShouldBe(first);

        float[] Run()
        {
            TensoredByMethods.Forward(q, k, v, o, new ReadOnlyTensorSpan<bool>(mask, [1, 131]), new ReadOnlyTensorSpan<float>(bias, [1, 131]), s_shape);
            return [.. o];
        }
    }

    [Fact]
    public void Rows_of_minus_infinity_are_rows_that_see_nothing()
    {
        var (q, k, v, o) = Specs.Arrays(s_shape, HeadDim);
        var bias = new float[70 * 131];
        bias.AsSpan(5 * 131, 131).Fill(float.NegativeInfinity);
        bias.AsSpan(6 * 131, 130).Fill(float.NegativeInfinity);
        var lse = new float[2 * 4 * 70];
        Tensored.Forward(q, k, v, o, lse, new ReadOnlyTensorSpan<bool>([true], [1, 1]), new ReadOnlyTensorSpan<float>(bias, [70, 131]), s_shape);
        var exact = new double[o.Length];
        Tensored.Reference(q, k, v, exact, new ReadOnlyTensorSpan<bool>([true], [1, 1]), new ReadOnlyTensorSpan<float>(bias, [70, 131]), s_shape);
        for (var row = 0; row < lse.Length; row++)
        {
            float.IsNegativeInfinity(lse[row]).ShouldBe(row % 70 == 5);
            if (row % 70 != 5)
                continue;
            o.AsSpan(row * HeadDim, HeadDim).ToArray().ShouldAllBe(value => value == 0);
            exact.AsSpan(row * HeadDim, HeadDim).ToArray().ShouldAllBe(value => value == 0);
        }
        o.AsSpan(6 * HeadDim, HeadDim).ToArray().ShouldBe(v.AsSpan(130 * HeadDim, HeadDim).ToArray(), 1e-5, "one key is left");
    }

    [Theory]
    [InlineData(new[] { 131, 70 }, "mask has the lengths (131, 70); expected (2, 4, 70, 131), where a length may be 1 and leading ones may be missing: the index row asks for 70, not 131.")]
    [InlineData(new[] { 3, 1, 70, 131 }, "the index batch asks for 2, not 3.")]
    [InlineData(new[] { 2, 70, 131 }, "the index head asks for 4, not 2.")]
    [InlineData(new[] { 70, 132 }, "the index k asks for 131, not 132.")]
    [InlineData(new[] { 70 * 131 }, "mask has rank 1; expected rank 2 (Nq, Nk), 3 (H, Nq, Nk) or 4 (B, H, Nq, Nk).")]
    [InlineData(new[] { 1, 1, 1, 70, 131 }, "mask has rank 5;")]
    public void A_tensor_of_other_lengths_is_refused_before_anything_is_written(int[] lengths, string message)
    {
        var (q, k, v, o) = Specs.Arrays(s_shape, HeadDim);
        nint[] given = [.. lengths.Select(length => (nint)length)];
        var mask = new bool[lengths.Aggregate(1, (all, one) => all * one)];
        Array.Fill(mask, true);
        var bias = new float[1];
        var error = Should.Throw<ArgumentException>(() => TensoredByMethods.Forward(
            q, k, v, o, new ReadOnlyTensorSpan<bool>(mask, given), new ReadOnlyTensorSpan<float>(bias, [1, 1]), s_shape));
        error.ParamName.ShouldBe("mask");
        error.Message.ShouldContain(message);
        o.ShouldAllBe(value => value == 0);
        Should.Throw<ArgumentException>(() => TensoredByMethods.Reference(
            q, k, v, new double[o.Length], new ReadOnlyTensorSpan<bool>(mask, given), new ReadOnlyTensorSpan<float>(bias, [1, 1]), s_shape)).Message.ShouldContain(message);
    }

    [Fact]
    public void Fewer_indices_are_for_tensors_of_fewer_dimensions()
    {
        var (q, k, v, o) = Specs.Arrays(s_shape, HeadDim);
        var kept = new bool[2 * 18 * 131];
        TensoredByHead.Forward(q, k, v, o, new ReadOnlyTensorSpan<bool>(kept, [18, 131]), s_shape);
        o.ShouldAllBe(value => value == 0);
        Should.Throw<ArgumentException>(() => TensoredByHead.Forward(q, k, v, o, new ReadOnlyTensorSpan<bool>(kept, [2, 18, 131]), s_shape))
            .Message.ShouldContain("kept has the lengths (2, 18, 131); expected (1, 1, 18, 131)");
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(9, 0)]
    public void Empty_calls_take_empty_tensors(int queries, int keys)
    {
        var shape = new AttentionShape(1, 2, 2, queries, keys);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        TensoredByMethods.Forward(q, k, v, o, new ReadOnlyTensorSpan<bool>([true], [queries, keys]), new ReadOnlyTensorSpan<float>([1f], [1, 1]), shape);
        o.ShouldAllBe(value => value == 0);
    }

    private static (bool[] Mask, float[] Bias) Values()
        => ([.. Enumerable.Range(0, 2 * 70 * 131).Select(i => i % 131 / 40 != i / 131 % 4)], [.. Enumerable.Range(0, 4 * 131).Select(i => MathF.Sin(i))]);
}
