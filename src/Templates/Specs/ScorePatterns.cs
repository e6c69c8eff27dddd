using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Specs;

/// <summary>The score functions of attributes, each a Float expression over <c>score</c>.</summary>
public static class ScorePatterns
{
    /// <summary>One function of all, null for none: each takes for <c>score</c> what the one before it gave, the first the logit.</summary>
    public static Expr? Compose(IEnumerable<Expr> functions)
        => functions.Aggregate((Expr?)null, (before, next) => before is null ? next : next.Replace(ExprVariable.Score, before));
}
