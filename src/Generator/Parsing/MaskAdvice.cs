using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Lowering;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Parsing;

/// <summary>Reports what is proven of a legal mask and its author may not have meant.</summary>
internal static class MaskAdvice
{
    // Of a long expression its beginning says which one it is.
    private const int LongestQuote = 60;

    /// <summary>Reports methods that do nothing, queries that see nothing, and predicates that hide every tile from proofs.</summary>
    /// <param name="mask">The whole mask.</param>
    /// <param name="methods">The methods in it.</param>
    /// <param name="kernel">Where to report what no method alone brings about.</param>
    /// <param name="sink">Takes the reports.</param>
    public static void Report(Expr mask, IReadOnlyList<LoweredMask> methods, Location kernel, DiagnosticSink sink)
    {
        if (MaskFacts.NeverAllows(mask))
            return; // Refused already, and nothing else matters then.
        foreach (var method in methods)
        {
            if (MaskFacts.AlwaysAllows(method.Expr))
                sink.Report(Descriptors.MaskAllowsEverything, method.At, method.Name);
            else if (MaskOpacity.Blame(method.Expr, method.Places.ContainsKey) is { } blamed)
                ReportOpaque(method, blamed, sink);
        }
        if (EmptyRows.Of(mask) is { } rows)
            sink.Report(Descriptors.QueriesSeeNothing, Guilty(methods, rows)?.At ?? kernel, rows.Describe(), ScalarCSharp.Print(mask));
    }

    private static LoweredMask? Guilty(IReadOnlyList<LoweredMask> methods, EmptyRows rows)
        => methods.FirstOrDefault(method => EmptyRows.Of(method.Expr) == rows);

    private static void ReportOpaque(LoweredMask method, Expr blamed, DiagnosticSink sink)
    {
        var (at, quote) = method.Places.TryGetValue(blamed, out var syntax)
            ? (syntax.GetLocation(), Quote(syntax.ToString()))
            : (method.At, method.Name);
        sink.Report(Descriptors.OpaqueMask, at, method.Name, quote, Reason(blamed));
    }

    private static string Reason(Expr blamed) => blamed switch
    {
        Binary { Left.Type: ExprType.Float } => "numbers are compared, and proofs know only of integers; compare integers where the mask allows it",
        Unary { Op: UnaryOp.ToInt } => "what a number is rounded to is not bounded; compute it from integers where the mask allows it",
        DataLoad => "its index reaches all over the array; let neighbouring keys read neighbouring elements, as in x[q * keyLength + k]",
        _ => "its values jump from key to key; use it only beside a condition that sums and quotients of q and k can decide, or compute blocks of "
            + "the mask before and give them as data",
    };

    private static string Quote(string code)
    {
        var line = string.Join(" ", code.Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestQuote ? line : line.Substring(0, LongestQuote) + "...";
    }
}
