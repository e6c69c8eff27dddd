using KernelGen.Templates.Expressions;
using static KernelGen.Templates.Specs.PatternTerms;

namespace KernelGen.Templates.Specs;

/// <summary>Patterns in which a table says what each head sees.</summary>
public static class HeadPatterns
{
    /// <summary>Whether each key head sees everything before the query.</summary>
    public static ExprParameter Retrieval { get; } = new("retrieval", ExprDataType.Bool, IsArray: true);

    /// <summary>How far each query head sees.</summary>
    public static ExprParameter Span { get; } = new("span", ExprDataType.Int32, IsArray: true);

    /// <summary>The reach <c>k &lt;= q &amp;&amp; (retrieval[kvHead] || k &lt; sink || q - k &lt;= window)</c>.</summary>
    public static Expr RetrievalHeads(int sink, int window) => Expr.And(
        MaskPatterns.Causal(),
        Expr.Or(Expr.Load(Retrieval, Expr.KeyHead), MaskPatterns.AttentionSink(sink), AtMost(Expr.Q, Expr.K, window)));

    /// <summary>The reach <c>|q - k| &lt;= span[head]</c>, and <c>k &lt;= q</c> when it is causal.</summary>
    public static Expr HeadSpans(bool isCausal)
    {
        var span = Expr.Load(Span, Expr.Head);
        return isCausal
            ? Expr.And(MaskPatterns.Causal(), Expr.LessOrEqual(Distance, span))
            : Expr.LessOrEqual(Expr.Abs(Distance), span);
    }
}
