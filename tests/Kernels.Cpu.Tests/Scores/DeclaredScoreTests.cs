using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests.Scores;

/// <summary>From the attributes to the result, beside loops that write the definitions out.</summary>
public sealed class DeclaredScoreTests
{
    private const int HeadDim = 16;

    public static TheoryData<AttentionShape> Shapes => new(new AttentionShape(2, 6, 3, 70, 130), new AttentionShape(1, 4, 1, 2, 1400));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Scores_act_in_their_order_and_the_sink_is_a_column_that_is_dropped_after_the_softmax(AttentionShape shape)
    {
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        float[] sink = [.. Enumerable.Range(0, shape.QueryHeads).Select(head => head - 2f)];
        var factors = Waves(shape.QueryHeads * shape.QueryLength * 3, 0.4);
        var keyFactors = Waves(shape.KeyHeads * shape.KeyLength * 3, 0.9);
        var lse = new float[shape.Batch * shape.QueryHeads * shape.QueryLength];
        AllScores.Forward(q, k, v, o, lse, sink, factors, keyFactors, 0.5f, shape);
        double[] slopes = Templates.Tests.ScoreCases.Slopes(shape.QueryHeads);
        for (var row = 0; row < lse.Length; row++)
        {
            var (unit, i) = Math.DivRem(row, shape.QueryLength);
            var (batch, head) = Math.DivRem(unit, shape.QueryHeads);
            var (keyHead, position) = (head / shape.GroupSize, shape.KeyLength - shape.QueryLength + i);
            var firstKey = (batch * shape.KeyHeads + keyHead) * shape.KeyLength;
            var logits = Enumerable.Range(0, position + 1).Select(key =>
            {
                var dot = Dot(q, row, k, firstKey + key, HeadDim) / Math.Sqrt(HeadDim);
                var bias = Dot(factors, head * shape.QueryLength + i, keyFactors, keyHead * shape.KeyLength + key, 3);
                return (4 * Math.Tanh((dot + bias) / 4) - slopes[head] * (position - key)) * 0.5;
            }).Append(sink[head]).ToArray();
            var largest = logits.Max();
            var weights = logits.Select(logit => Math.Exp(logit - largest)).ToArray();
            var sum = weights.Sum();
            lse[row].ShouldBe((float)(largest + Math.Log(sum)), 2e-5f, $"row {row}");
            for (var d = 0; d < HeadDim; d++)
            {
                var expected = weights[..^1].Select((weight, key) => weight / sum * v[(firstKey + key) * HeadDim + d]).Sum();
                o[row * HeadDim + d].ShouldBe((float)expected, 2e-5f, $"row {row}, column {d}");
            }
        }
    }

    [Fact]
    public void Two_calls_over_disjoint_keys_merge_when_one_of_them_has_the_sink()
    {
        var shape = new AttentionShape(1, 2, 1, 5, 200);
        var half = shape with { KeyLength = 100 };
        var (q, k, v, whole) = Specs.Arrays(shape, HeadDim);
        float[] sink = [0.5f, -1], none = [float.NegativeInfinity, float.NegativeInfinity];
        var (first, second, lse, lse1, lse2) = (new float[whole.Length], new float[whole.Length], new float[10], new float[10], new float[10]);
        SinkAlone.Forward(q, k, v, whole, lse, sink, shape);
        SinkAlone.Forward(q, k.AsSpan(0, 100 * HeadDim), v.AsSpan(0, 100 * HeadDim), first, lse1, sink, half);
        SinkAlone.Forward(q, k.AsSpan(100 * HeadDim), v.AsSpan(100 * HeadDim), second, lse2, none, half);
        for (var i = 0; i < whole.Length; i++)
        {
            var (w1, w2) = (Math.Exp(lse1[i / HeadDim] - lse[i / HeadDim]), Math.Exp(lse2[i / HeadDim] - lse[i / HeadDim]));
            (w1 + w2).ShouldBe(1, 1e-5);
            whole[i].ShouldBe((float)(w1 * first[i] + w2 * second[i]), 1e-5f);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    public void A_sink_that_is_too_short_is_named_even_where_there_are_no_keys(int keys)
    {
        var shape = new AttentionShape(1, 3, 1, 2, keys);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var error = Should.Throw<ArgumentException>(() => SinkAlone.Forward(q, k, v, o, new float[2], shape));
        error.ParamName.ShouldBe("sink");
        error.Message.ShouldContain("sink[head] is read at indices from 0 to 2; expected at least 3 elements");
    }

    [Fact]
    public void Without_keys_the_log_sum_exp_is_the_sink()
    {
        var shape = new AttentionShape(1, 2, 1, 3, 0);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        o.AsSpan().Fill(7);
        var lse = new float[6];
        SinkAlone.Forward(q, k, v, o, lse, [0.25f, -3], shape);
        lse.ShouldBe([0.25f, 0.25f, 0.25f, -3, -3, -3], 1e-6f);
        o.ShouldAllBe(value => value == 0);
    }

    [Theory]
    [InlineData(2 * 5 * 2 + 1, 2 * 9 * 2, "queryFactors", "queryFactors has 21 elements; the shape asks for 20 (B x Nq x 2)")]
    [InlineData(2 * 5 * 2, 9 * 2, "keyFactors", "keyFactors has 18 elements; the shape asks for 36 (B x Nk x 2)")]
    public void Factors_of_another_length_are_refused_before_anything_is_written(int queryFactors, int keyFactors, string name, string message)
    {
        var shape = new AttentionShape(2, 3, 1, 5, 9);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var error = Should.Throw<ArgumentException>(() => LowRankAlone.Forward(q, k, v, o, new float[queryFactors], new float[keyFactors], shape));
        error.ParamName.ShouldBe(name);
        error.Message.ShouldContain(message);
        o.ShouldAllBe(value => value == 0);
        Should.Throw<ArgumentException>(
            () => LowRankAlone.Reference(q, k, v, new double[o.Length], new float[queryFactors], new float[keyFactors], shape)).ParamName.ShouldBe(name);
    }

    [Fact]
    public void Sums_whose_maximum_stays_keep_their_last_places_over_many_tiles()
    {
        // Equal logits: the log-sum-exp is the logarithm of the number of keys, exact but for its own rounding.
        const int Keys = 1 << 16;
        var shape = new AttentionShape(1, 1, 1, 6, Keys);
        var (_, k, v, o) = Specs.Arrays(shape, HeadDim);
        var lse = new float[6];
        SinkAlone.Forward(new float[6 * HeadDim], k, v, o, lse, [float.NegativeInfinity], shape);
        lse.ShouldAllBe(value => Math.Abs(value - Math.Log(Keys)) < 1e-6);
    }

    private static double Dot(float[] left, int leftRow, float[] right, int rightRow, int columns)
        => Enumerable.Range(0, columns).Sum(column => (double)left[leftRow * columns + column] * right[rightRow * columns + column]);

    private static float[] Waves(int count, double step) => [.. Enumerable.Range(0, count).Select(i => (float)Math.Sin(step * i))];
}
