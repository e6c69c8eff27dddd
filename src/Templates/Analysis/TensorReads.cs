using System.Globalization;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Analysis;

/// <summary>Emits what the classifier says of the tensors that the mask reads: how coarse their truth tables may be, and what plans depend on.</summary>
internal static class TensorReads
{
    /// <summary>Divides the query tile of every config: so coarse a table still answers exactly for tiles.</summary>
    public const int RowGrain = 2;

    /// <summary>Divides the key tile of every config; its flags of one row fill a machine word.</summary>
    public const int KeyGrain = 64;

    private const string Planning = ClassifierPrinter.Planning;

    /// <summary>Emits the members; nothing for a mask that reads no tensor.</summary>
    public static void Emit(SourceWriter w, Expr mask)
    {
        var tensors = mask.Data().Where(parameter => parameter.IsTensor).ToArray();
        if (tensors.Length == 0)
            return;
        // Of numbers nothing is proven, so they need no table.
        var tables = tensors.Where(tensor => tensor.ValueType == ExprType.Bool).Select(tensor => Table(mask, tensor));
        w.Line($"private static readonly {Planning}.TensorRead[] s_readsTensors = [{string.Join(", ", tables)}];\n");
        w.Line($"public override global::System.ReadOnlySpan<{Planning}.TensorRead> ReadsTensors => s_readsTensors;\n");
        w.Line("// An index along a dimension of length 1 depends on nothing.");
        w.Line($"public override {Planning}.PlanDependence DependenceOn(in global::KernelGen.CallData data) => new(");
        using (w.Indent())
        {
            w.Line($"OnBatch: {Condition(mask, ExprVariable.Batch)},");
            w.Line($"OnHead: {Condition(mask, ExprVariable.Head, ExprVariable.KeyHead)},");
            w.Line($"OnQueryHead: {Condition(mask, ExprVariable.Head)});\n");
        }
    }

    private static string Table(Expr mask, ExprParameter tensor)
    {
        var loads = mask.All().OfType<TensorLoad>().Where(load => load.Parameter == tensor).ToArray();
        return $"new({ScalarStyle.Constant(tensor).Text}, {Text(Grain(loads, TensorLoad.Rank - 2))}, {Text(Grain(loads, TensorLoad.Rank - 1))})";
    }

    // A cell of the table is as large as tiles allow where the index is the row or the key itself, and one element where it is anything else.
    private static int Grain(TensorLoad[] loads, int dimension)
    {
        var isKey = dimension == TensorLoad.Rank - 1;
        var plain = isKey ? Expr.K : Expr.Row;
        return loads.All(load => load.Indices[dimension] == plain) ? isKey ? KeyGrain : RowGrain : 1;
    }

    private static string Condition(Expr mask, params ExprVariable[] variables)
    {
        var conditions = Conditions(mask, variables).Distinct().ToArray();
        return conditions.Contains("true") ? "true" : conditions.Length == 0 ? "false" : string.Join(" || ", conditions);
    }

    private static IEnumerable<string> Conditions(Expr expr, ExprVariable[] variables) => expr switch
    {
        VariableRef reference => variables.Contains(reference.Variable) ? ["true"] : [],
        TensorLoad load => load.Indices
            .Select((index, dimension) => (index, dimension))
            .Where(at => variables.Any(at.index.Reads))
            .Select(at => $"data.Varies({ScalarStyle.Constant(load.Parameter).Text}, {Text(at.dimension)})"),
        _ => expr.Children.SelectMany(child => Conditions(child, variables)),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
