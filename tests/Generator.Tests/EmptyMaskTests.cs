using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Parsing;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

/// <summary>No combination of the pattern attributes is empty, so the check is given masks of its own.</summary>
public class EmptyMaskTests
{
    [Fact]
    public void A_mask_that_allows_nothing_is_refused()
    {
        var message = Report(Expr.And(Expr.Less(Expr.K, Expr.Q), Expr.Less(Expr.Q, Expr.K))).ShouldNotBeNull();
        message.ShouldContain("KG0305");
        message.ShouldContain("'Attention'");
    }

    [Fact]
    public void The_literal_false_is_refused() => Report(Expr.False).ShouldNotBeNull();

    [Fact]
    public void A_mask_that_allows_a_single_key_is_legal() => Report(Expr.LessOrEqual(Expr.K, Expr.Int(0))).ShouldBeNull();

    private static string? Report(Expr mask)
    {
        var sink = new DiagnosticSink(null);
        SpecChecks.CheckMask(ModelOf.Spec(Specs.Dense64) with { Mask = mask }, "Attention", Location.None, sink);
        return sink.FirstError;
    }
}
