using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Tests;

namespace KernelGen.Kernels.Data;

/// <summary>Score attributes and sinks, with masks, soft caps and methods around them.</summary>
public static class ScoreKernelCases
{
    private const string Causal = "(<= k q)";

    public static IReadOnlyList<DataCase> All { get; } =
    [
        .. ScoreCases.All.Select(Bias),
        Sink("a sink of each head", Causal),
        Sink("a sink beside keys that all are seen", "true") with { Allowed = (_, _) => true },
        Sink("a sink above all logits", Causal, 40),
        Sink("a sink below all logits", Causal, -90),
        Sink("no sink", Causal, float.NegativeInfinity),
        Sink("off by one", Causal, 0),
        Sink("a sink and windows of heads", "(and (<= k q) (< (- q k) (+ 3 (* 40 head))))") with
        {
            Allowed = (_, at) => at.Key <= at.Query && at.Query - at.Key < 3 + 40 * at.Head,
        },
        Sink("a sink that soft cap and score do not change", Causal, score: "(tanh score)") with
        {
            Softcap = 2, Logit = (_, _, score) => Math.Tanh(score),
        },
        LowRank("a low-rank bias that all share", new(3, PerHead: false, PerSequence: false)),
        LowRank("a low-rank bias of heads", new(16, PerHead: true, PerSequence: false)),
        LowRank("a low-rank bias of sequences", new(1, PerHead: false, PerSequence: true), "true") with { Allowed = (_, _) => true },
        LowRank("a low-rank bias of both", new(40, PerHead: true, PerSequence: true)),
        LowRank("a low-rank bias, then soft cap and score", new(7, PerHead: true, PerSequence: false), score: "(* score 1.5f)") with
        {
            Softcap = 3, Logit = (_, _, logit) => 1.5 * logit,
        },
        LowRank("a low-rank bias before a soft cap", new(8, PerHead: true, PerSequence: true)) with { Softcap = 4 },
        new DataCase("a sink that all heads share", Causal)
        {
            Values = _ => [], SinkLogit = Expr.Float(1.5f), Sink = (_, _) => 1.5,
        },
    ];

    // Factors are indexed as the (B, H, N, rank) tensors that they are, dimensions that are shared having the size 1.
    private static DataCase LowRank(string name, LowRankBias bias, string mask = Causal, string? score = null)
        => new(name, mask, score, LowRankBias.QueryFactors, LowRankBias.KeyFactors)
        {
            LowRankBias = bias,
            Values = shape => [Factors(bias, shape, shape.QueryHeads, shape.QueryLength, 0.3), Factors(bias, shape, shape.KeyHeads, shape.KeyLength, 0.7)],
            Bias = (values, shape, at, row) =>
            {
                var sum = 0.0;
                for (var r = 0; r < bias.Rank; r++)
                    sum += At(values[0], bias, at.Batch, at.Head, shape.QueryHeads, row, shape.QueryLength, r)
                        * At(values[1], bias, at.Batch, at.Head / shape.GroupSize, shape.KeyHeads, at.Key, shape.KeyLength, r);
                return sum;
            },
        };

    private static float[] Factors(LowRankBias bias, AttentionShape shape, int heads, int rows, double step)
        => [.. Enumerable.Range(0, (bias.PerSequence ? shape.Batch : 1) * (bias.PerHead ? heads : 1) * rows * bias.Rank).Select(i => (float)Math.Sin(step * i))];

    private static double At(object factors, LowRankBias bias, int batch, int head, int heads, int row, int rows, int r)
    {
        var unit = (bias.PerSequence, bias.PerHead) switch
        {
            (true, true) => batch * heads + head,
            (true, false) => batch,
            (false, true) => head,
            _ => 0,
        };
        return ((float[])factors)[(unit * rows + row) * bias.Rank + r];
    }

    private static DataCase Bias(ScoreCase score) => new(score.Name, Causal, ExprText.Write(score.Score), score.Data)
    {
        Values = shape => score.Values(shape.QueryHeads),
        Logit = (values, at, logit) => logit + score.Bias(new(at.Query, at.Key, at.Head, at.QueryHeads, values)),
    };

    // Sinks differ from head to head, unless one is given for all.
    private static DataCase Sink(string name, string mask, float? all = null, string? score = null) => new(name, mask, score, ScorePatterns.Sink)
    {
        Values = shape => [Enumerable.Range(0, shape.QueryHeads).Select(head => all ?? 3 * MathF.Cos(head)).ToArray()],
        SinkLogit = ScorePatterns.SinkLogit(),
        Sink = (values, head) => ((float[])values[0])[head],
    };
}
