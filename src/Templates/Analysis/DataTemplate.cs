using System.Globalization;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Analysis;

/// <summary>Emits what a spec with data parameters needs: their numbers, and the check of every index that is read.</summary>
public static class DataTemplate
{
    /// <summary>The name of the emitted class that checks.</summary>
    public const string ClassName = "Data";

    private const string Planning = ClassifierPrinter.Planning;

    // Whatever an index may depend on besides lengths and data has a range here: the check is made once per call.
    private static readonly ClassifierPrinter s_printer = new(
        ExprVariable.Query, ExprVariable.Key, ExprVariable.Batch, ExprVariable.Head, ExprVariable.KeyHead, ExprVariable.Score);

    /// <summary>Emits <c>Parameter</c> and <c>Data : SpecData</c>, members of the user's class; nothing for a spec without data.</summary>
    public static void Emit(SourceWriter w, AttentionSpec spec)
    {
        if (spec.Data.Count == 0)
            return;
        w.Line("/// <summary>The numbers of the data parameters.</summary>");
        using (w.Block("private static class Parameter"))
        {
            for (var i = 0; i < spec.Data.Count; i++)
                w.Line($"public const int {CSharpKeywords.Escape(spec.Data[i].Name)} = {i.ToString(CultureInfo.InvariantCulture)};");
        }
        w.Line();
        w.Line("/// <summary>The data parameters, and where their indices reach.</summary>");
        using (w.Block($"private sealed class {ClassName} : global::KernelGen.SpecData"))
        {
            w.Line("public override global::System.Collections.Generic.IReadOnlyList<global::KernelGen.DataParameter> Parameters { get; } =");
            w.Line("[");
            using (w.Indent("];\n"))
            {
                foreach (var parameter in spec.Data)
                {
                    var isArray = parameter.IsArray ? "true" : "false";
                    var isTensor = parameter.IsTensor ? " { IsTensor = true }" : "";
                    w.Line($"new(\"{parameter.Name}\", global::KernelGen.DataType.{parameter.Type}, {isArray}){isTensor},");
                }
            }
            var ranges = string.Join(", ", new[] { "q", "k", "batch", "head", "kvHead" }.Select(name => $"{Planning}.Interval {name}"));
            using (w.Block($"protected override void CheckIndices({ranges}, in {Planning}.MaskScope scope)"))
            {
                foreach (var load in Loads(spec.Mask, spec.Score))
                    w.Line(Requirement(load));
            }
            if (spec.SinkLogit is not { } sink || !sink.Data().Any())
                return;
            var heads = string.Join(", ", new[] { "batch", "head", "kvHead" }.Select(name => $"{Planning}.Interval {name}"));
            w.Line();
            using (w.Block($"protected override void CheckSink({heads}, in {Planning}.MaskScope scope)"))
            {
                foreach (var load in Loads(sink))
                    w.Line(Requirement(load));
            }
        }
    }

    private static string Requirement(Expr load)
    {
        var parameter = ScalarStyle.Constant(load.Data().First()).Text;
        if (load is DataLoad { Index: var only })
        {
            var indirect = IsIndirect(only) ? ", isIndirect: true" : "";
            return $"Require({parameter}, {s_printer.PrintInterval(only)}, \"{ScalarCSharp.Print(only)}\", in scope{indirect});";
        }
        // Leading indices of 0 stand for dimensions that were not written, and that a tensor must then not have.
        var missing = load.Children.TakeWhile(index => index == Expr.Int(0)).Count();
        var indices = load.Children.Select((index, i)
            => $"new({s_printer.PrintInterval(index)}, \"{ScalarCSharp.Print(index)}\", {(i < missing || IsWhole(index) ? "true" : "false")}){(IsIndirect(index) ? " { IsIndirect = true }" : "")}");
        return $"Require({parameter}, [{string.Join(", ", indices)}], in scope);";
    }

    private static bool IsIndirect(Expr index) => index.All().Any(part => part is DataLoad);

    // An index that takes each value from 0 to its largest has just one length that fits: a mask for other lengths is a mistake.
    private static bool IsWhole(Expr index) => index switch
    {
        VariableRef reference => reference.Variable is ExprVariable.Key or ExprVariable.Batch or ExprVariable.Head or ExprVariable.KeyHead,
        Binary { Op: BinaryOp.Divide, Right: IntLiteral { Value: > 0 } } blocks => IsWhole(blocks.Left),
        _ => index == Expr.Row,
    };

    // Inner indices before the outer ones that depend on them.
    private static IEnumerable<Expr> Loads(params Expr?[] exprs)
        => exprs.OfType<Expr>().Select(ExprSimplifier.Simplify).SelectMany(expr => expr.All())
            .Where(expr => expr is DataLoad or TensorLoad).Reverse().Distinct();
}
