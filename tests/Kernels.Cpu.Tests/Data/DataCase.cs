using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>Which pair an expression is asked about.</summary>
internal readonly record struct Pair(int Batch, int Head, int Row, int Query, int Key);

/// <summary>A mask and a score twice: as the expressions that kernels are made of, and as C# that was written beside them.</summary>
internal sealed class DataCase(string name, string mask, string? score = null, params ExprParameter[] data)
{
    public string Name { get; } = name;

    public required Func<AttentionShape, object[]> Values { get; init; }

    public Func<object[], Pair, bool> Allowed { get; init; } = (_, pair) => pair.Key <= pair.Query;

    public Func<object[], Pair, double, double> Logit { get; init; } = (_, _, score) => score;

    public double Softcap { get; init; }

    public AttentionSpec Spec(ElementType precision, int headDim) => new()
    {
        HeadDim = headDim,
        ValueHeadDim = headDim,
        Precision = precision,
        Scale = 1 / Math.Sqrt(headDim),
        Softcap = Softcap,
        WritesLse = true,
        Mask = ExprText.Parse(mask),
        Score = score is null ? null : ExprText.Parse(score),
        Data = new DataList(data),
    };
}
