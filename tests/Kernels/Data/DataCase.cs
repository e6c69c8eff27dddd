using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Data;

/// <summary>Which pair an expression is asked about.</summary>
public readonly record struct Pair(int Batch, int Head, int Row, int Query, int Key, int QueryHeads)
{
    /// <summary>The head's key head.</summary>
    public int KeyHead { get; init; }

    /// <summary>Nk.</summary>
    public int KeyLength { get; init; }
}

/// <summary>A mask and a score twice: as the expressions that kernels are made of, and as C# that was written beside them.</summary>
public sealed record DataCase(string Name, string Mask, string? Score = null, params ExprParameter[] Data)
{
    public required Func<AttentionShape, object[]> Values { get; init; }

    public Func<object[], Pair, bool> Allowed { get; init; } = (_, pair) => pair.Key <= pair.Query;

    public Func<object[], Pair, double, double> Logit { get; init; } = (_, _, score) => score;

    /// <summary>The logit of a head's sink; -infinity for none.</summary>
    public Func<object[], int, double> Sink { get; init; } = (_, _) => double.NegativeInfinity;

    /// <summary>The sink as an expression.</summary>
    public Expr? SinkLogit { get; init; }

    /// <summary>What a low-rank bias adds to the scaled logit, for the row (not the position) of a query.</summary>
    public Func<object[], AttentionShape, Pair, int, double> Bias { get; init; } = (_, _, _, _) => 0;

    public LowRankBias? LowRankBias { get; init; }

    public double Softcap { get; init; }

    public AttentionSpec Spec(ElementType precision, int headDim) => new()
    {
        HeadDim = headDim,
        ValueHeadDim = headDim,
        Precision = precision,
        Scale = 1 / Math.Sqrt(headDim),
        Softcap = Softcap,
        WritesLse = true,
        Mask = ExprText.Parse(Mask),
        Score = Score is null ? null : ExprText.Parse(Score),
        SinkLogit = SinkLogit,
        LowRankBias = LowRankBias,
        Data = new DataList(Data),
    };
}
