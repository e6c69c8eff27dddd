using KernelGen.Oracle;
using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Oracle;

public sealed unsafe class OracleLoopsTests
{
    [Fact]
    public void Two_keys_are_weighted_by_their_softmax()
    {
        // Logits 0.5 * (1 * 2) = 1 and 0.5 * (1 * 4) = 2.
        var (output, lse) = Run<float>(new Mask(scale: 0.5), [1], [2, 4], [10, 20], new(1, 1, 1, 1, 2));
        var weight = 1 / (1 + Math.E);
        output[0].ShouldBe(10 * weight + 20 * (1 - weight), 1e-14);
        lse[0].ShouldBe(2 + Math.Log(1 + 1 / Math.E), 1e-14);
    }

    [Fact]
    public void The_logit_function_comes_after_the_scale()
    {
        var capped = new Mask(scale: 0.5, logit: score => 2 * Math.Tanh(score / 2));
        Run<float>(capped, [1], [2], [10], new(1, 1, 1, 1, 1)).Lse[0].ShouldBe(2 * Math.Tanh(0.5), 1e-15);
    }

    [Fact]
    public void What_stands_in_masked_keys_never_leaks()
    {
        float[] key = [1, float.NaN, float.PositiveInfinity, 1000];
        var (output, lse) = Run<float>(new Mask(allowed: (_, k) => k == 0), [1], key, [7, float.NaN, float.NegativeInfinity, 1000], new(1, 1, 1, 1, 4));
        output[0].ShouldBe(7);
        lse[0].ShouldBe(1);
    }

    [Fact]
    public void A_row_without_keys_is_zero_and_its_lse_minus_infinity()
    {
        var (output, lse) = Run<float>(new Mask(allowed: (q, _) => q > 0), [1, 1], [1], [7], new(1, 1, 1, 2, 1));
        output.ShouldBe([0, 7]);
        lse.ShouldBe([double.NegativeInfinity, 1]);
    }

    [Fact]
    public void A_sink_takes_part_in_the_softmax_without_a_value_and_is_all_that_an_empty_row_has()
    {
        // Logits 1 and 2 beside a sink of 3; the second row sees nothing.
        var (output, lse) = Run<float>(new Mask(allowed: (q, _) => q == 0, sink: 3), [1, 1], [1, 2], [10, 20], new(1, 1, 1, 2, 2));
        var sum = Math.Exp(1) + Math.Exp(2) + Math.Exp(3);
        output.ShouldBe([(10 * Math.Exp(1) + 20 * Math.Exp(2)) / sum, 0], 1e-14);
        lse.ShouldBe([Math.Log(sum), 3], 1e-14);
    }

    [Fact]
    public void No_keys_at_all_write_zeros_and_no_queries_write_nothing()
    {
        Run<float>(new Mask(), [1, 1], [], [], new(1, 1, 1, 2, 0)).Output.ShouldBe([0, 0]);
        Run<float>(new Mask(), [], [1], [1], new(1, 1, 1, 0, 1)).Output.ShouldBeEmpty();
    }

    [Fact]
    public void Query_heads_share_key_heads_in_groups()
    {
        // One key per head: the output is its value. Heads 0, 1 read key head 0, heads 2, 3 read key head 1.
        var (output, _) = Run<float>(new Mask(), [1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1], [10, 20, 30, 40], new(2, 4, 2, 1, 1));
        output.ShouldBe([10, 10, 20, 20, 30, 30, 40, 40]);
    }

    [Fact]
    public void The_mask_sees_positions_that_start_at_the_offset_and_the_whole_scope()
    {
        var seen = new List<(int, int, MaskScope)>();
        var mask = new Mask(allowed: (q, k) => k <= q, see: (q, k, scope) => seen.Add((q, k, scope)));
        var (output, _) = Run<float>(mask, [0, 0], [1, 1, 1], [1, 2, 3], new(1, 1, 1, 2, 3), offset: 1);
        output.ShouldBe([1.5, 2], 1e-15);
        seen[0].ShouldBe((1, 0, new MaskScope(2, 3, 1, 0, 0, 0, 1)));
    }

    [Fact]
    public void Half_and_BFloat16_elements_are_read_as_they_are()
    {
        Run<Half>(new Mask(), [(Half)1], [(Half)0.1], [(Half)0.3], new(1, 1, 1, 1, 1)).Output[0].ShouldBe((double)(Half)0.3);
        Run<BFloat16>(new Mask(), [(BFloat16)1f], [(BFloat16)0.1f], [(BFloat16)0.3f], new(1, 1, 1, 1, 1)).Lse[0].ShouldBe((float)(BFloat16)0.1f);
        Should.Throw<NotSupportedException>(() => Run<int>(new Mask(), [1], [1], [1], new(1, 1, 1, 1, 1))).Message.ShouldContain("System.Int32");
    }

    [Fact]
    public void Strides_of_rows_heads_and_broadcasts_are_followed()
    {
        // Q (1, 1, 2, 2) with rows 3 apart; K and V rows 2 and 3 apart, V heads of 1.
        float[] query = [1, 0, -9, 0, 1], key = [1, 2, 3, 4], value = [5, -9, -9, 6];
        var (output, lse) = (new double[2], new double[4]);
        fixed (float* q = query, k = key, v = value)
        fixed (double* o = output, l = lse)
        {
            OracleLoops.Run<float>(new Mask(allowed: (row, column) => row == column), 2, 1, new AttentionCall
            {
                Shape = new(1, 1, 1, 2, 2),
                QueryOffset = 0,
                Query = new(q, 0, 0, 3),
                Key = new(k, 0, 0, 2),
                Value = new(v, 0, 0, 3),
                Output = new(o, 0, 0, 1),
                Lse = new(l, 0, 0, 2),
            });
        }
        output.ShouldBe([5, 6]);
        lse.ShouldBe([1, 0, 4, 0]);
    }

    // Dense (B, H, N, 1) tensors.
    private static (double[] Output, double[] Lse) Run<T>(AttentionOracle oracle, T[] query, T[] key, T[] value, AttentionShape shape, int offset = 0)
        where T : unmanaged
    {
        var output = Enumerable.Repeat(-1.0, query.Length).ToArray();
        var lse = Enumerable.Repeat(-1.0, query.Length).ToArray();
        fixed (T* q = query, k = key, v = value)
        fixed (double* o = output, l = lse)
        {
            OracleLoops.Run<T>(oracle, 1, 1, new AttentionCall
            {
                Shape = shape,
                QueryOffset = offset,
                Query = View(q, shape.QueryHeads, shape.QueryLength),
                Key = View(k, shape.KeyHeads, shape.KeyLength),
                Value = View(v, shape.KeyHeads, shape.KeyLength),
                Output = View(o, shape.QueryHeads, shape.QueryLength),
                Lse = View(l, shape.QueryHeads, shape.QueryLength),
            });
        }
        return (output, lse);
    }

    private static TensorView View(void* data, int heads, int rows) => new(data, (long)heads * rows, rows, 1);

    private sealed class Mask(
        double scale = 1, Func<double, double>? logit = null, Func<int, int, bool>? allowed = null, Action<int, int, MaskScope>? see = null,
        double sink = double.NegativeInfinity)
        : AttentionOracle
    {
        public override double Scale => scale;

        public override double Logit(double score, int q, int k, in MaskScope scope) => logit?.Invoke(score) ?? score;

        public override double SinkLogit(in MaskScope scope) => sink - scope.Head;

        public override bool Allowed(int q, int k, in MaskScope scope)
        {
            see?.Invoke(q, k, scope);
            return allowed?.Invoke(q, k) ?? true;
        }
    }
}
