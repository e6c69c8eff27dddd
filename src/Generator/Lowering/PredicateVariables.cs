using KernelGen.Templates.Expressions;

namespace KernelGen.Generator.Lowering;

/// <summary>A parameter name that means something.</summary>
/// <param name="Value">What a parameter of that name is worth.</param>
/// <param name="Meaning">What that is, in a few words.</param>
internal sealed record PredicateVariable(Expr Value, string Meaning);

/// <summary>The parameter names that mean something.</summary>
internal static class PredicateVariables
{
    private static readonly Dictionary<string, PredicateVariable> s_all = new(StringComparer.Ordinal)
    {
        ["q"] = new(Expr.Q, "the query's position"),
        ["k"] = new(Expr.K, "the key's index"),
        ["row"] = new(Expr.Row, "the query's row, its position minus that of row 0"),
        ["queryOffset"] = new(Expr.QueryOffset, "the position of query row 0"),
        ["queryLength"] = new(Expr.QueryLength, "the number of queries"),
        ["keyLength"] = new(Expr.KeyLength, "the number of keys"),
        ["batch"] = new(Expr.Batch, "the sequence"),
        ["head"] = new(Expr.Head, "the query head"),
        ["kvHead"] = new(Expr.KeyHead, "the key head"),
        ["queryHeads"] = new(Expr.Of(ExprVariable.QueryHeads), "the number of query heads"),
        ["score"] = new(Expr.Score, "the logit"),
    };

    /// <summary>What a parameter name means, null when it is data.</summary>
    public static PredicateVariable? Of(string name) => s_all.TryGetValue(name, out var variable) ? variable : null;
}
