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
                    w.Line($"new(\"{parameter.Name}\", global::KernelGen.DataType.{parameter.Type}, {isArray}),");
                }
            }
            var ranges = string.Join(", ", new[] { "q", "k", "batch", "head", "kvHead" }.Select(name => $"{Planning}.Interval {name}"));
            using (w.Block($"protected override void CheckIndices({ranges}, in {Planning}.MaskScope scope)"))
            {
                foreach (var (parameter, index) in Loads(spec))
                {
                    var (constant, range) = (ScalarStyle.Constant(parameter).Text, s_printer.PrintInterval(index));
                    w.Line($"Require({constant}, {range}, \"{ScalarCSharp.Print(index)}\", in scope);");
                }
            }
        }
    }

    // Inner indices before the outer ones that depend on them.
    private static IEnumerable<(ExprParameter Parameter, Expr Index)> Loads(AttentionSpec spec)
        => new[] { spec.Mask, spec.Score }.OfType<Expr>().Select(ExprSimplifier.Simplify).SelectMany(expr => expr.All())
            .OfType<DataLoad>().Reverse().Select(load => (load.Parameter, load.Index)).Distinct();
}
