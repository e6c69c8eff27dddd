using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Oracle;

/// <summary>Emits the mask and the logit of a spec in float64, which the runtime's oracle loops call for every pair.</summary>
public static class OracleTemplate
{
    /// <summary>The name of the emitted class.</summary>
    public const string ClassName = "SpecOracle";

    private const string Scope = "in global::KernelGen.Planning.MaskScope scope";

    /// <summary>
    /// Emits <c>private sealed class SpecOracle : AttentionOracle</c>, a member of the user's class, with fully qualified names and a
    /// parameterless constructor.
    /// </summary>
    public static void Emit(SourceWriter w, AttentionSpec spec)
    {
        w.Line("/// <summary>The spec in float64, one pair at a time: slow, obvious, the judge of the kernels.</summary>");
        using (w.Block($"private sealed class {ClassName} : global::KernelGen.Oracle.AttentionOracle"))
        {
            w.Line($"public override double Scale => {ScalarCSharp.Literal(spec.Scale)};\n");
            EmitLogit(w, spec);
            if (spec.SinkLogit is { } sink)
                w.Line($"public override double SinkLogit({Scope}) => {ScalarCSharp.UncheckedDouble(ExprSimplifier.Simplify(sink))};\n");
            w.Line($"public override bool Allowed(int q, int k, {Scope}) => {Allowed(ExprSimplifier.Simplify(spec.Mask))};");
        }
    }

    private static void EmitLogit(SourceWriter w, AttentionSpec spec)
    {
        var header = $"public override double Logit(double score, int q, int k, {Scope})";
        if (spec.Score is null)
        {
            w.Line($"{header} => {Capped(spec)};\n");
            return;
        }
        using (w.Block(header, "}\n"))
        {
            if (spec.Softcap > 0)
                w.Line($"score = {Capped(spec)};");
            w.Line($"return {ScalarCSharp.UncheckedDouble(ExprSimplifier.Simplify(spec.Score))};");
        }
    }

    private static string Capped(AttentionSpec spec)
    {
        if (!(spec.Softcap > 0))
            return "score";
        var cap = ScalarCSharp.Literal(spec.Softcap);
        return $"{cap} * global::System.Math.Tanh(score / {cap})";
    }

    private static string Allowed(Expr mask)
    {
        var text = ScalarCSharp.PrintInScope(mask);
        return ScalarCSharp.CanOverflow(mask) ? $"unchecked({text})" : text;
    }
}
