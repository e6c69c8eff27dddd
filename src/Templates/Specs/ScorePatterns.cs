using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>The score functions of attributes, put together, and the sink's logit.</summary>
public static class ScorePatterns
{
    /// <summary>The logit of each query head's sink.</summary>
    public static ExprParameter Sink { get; } = new("sink", ExprDataType.Single, IsArray: true);

    /// <summary>The sink's logit <c>sink[head]</c>.</summary>
    public static Expr SinkLogit() => Expr.Load(Sink, Expr.Head);

    /// <summary>One function of all, null for none: each takes for <c>score</c> what the one before it gave, the first the logit.</summary>
    public static Expr? Compose(IEnumerable<Expr> functions)
        => functions.Aggregate((Expr?)null, (before, next) => before is null ? next : next.Replace(ExprVariable.Score, before));
}
