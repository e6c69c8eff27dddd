using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Analysis;

/// <summary>
/// Prints an expression as C# over the runtime's Interval and Truth, in terms of <c>Interval q</c>, <c>Interval k</c> (and whatever else
/// has a range) and <c>in MaskScope scope</c>. What depends on no range stays a plain int or bool. Mirrors
/// <see cref="IntervalEvaluator"/>, and knows more of elements that are compared with each other.
/// </summary>
/// <param name="ranges">The variables that are intervals.</param>
internal sealed class ClassifierPrinter(params ExprVariable[] ranges)
{
    public const string Planning = "global::KernelGen.Planning";
    private const string Kleene = Planning + ".Kleene";
    private const string Interval = Planning + ".Interval";

    /// <summary>Over a rectangle of queries and keys, everything else fixed.</summary>
    public static ClassifierPrinter Rectangle { get; } = new(ExprVariable.Query, ExprVariable.Key);

    public static bool IsOverRectangle(Expr expr) => Rectangle.IsRange(expr);

    /// <summary>C# of type Truth, "all" and "any" with one operand per line.</summary>
    public string PrintTruth(Expr expr)
    {
        if (!IsRange(expr))
            return Known(expr);
        return expr switch
        {
            Unary not => $"{Kleene}.Not({PrintTruth(not.Operand)})",
            Binary { Op: BinaryOp.And } and => PrintConnective("All", [.. Expr.Operands(BinaryOp.And, and)]),
            Binary { Op: BinaryOp.Or } or => PrintConnective("Any", [.. Expr.Operands(BinaryOp.Or, or)]),
            Binary binary => PrintComparison(binary),
            Conditional choice => Lines("Choose", [choice.Condition, choice.WhenTrue, choice.WhenFalse]),
            DataLoad load => CSharpFragment.Call("scope.Data.Truth", ScalarStyle.Constant(load.Parameter), Int(load.Index)).Text,
            TensorLoad load => CSharpFragment.Call("scope.Data.Truth", [ScalarStyle.Constant(load.Parameter), .. load.Indices.Select(Int)]).Text,
            _ => throw new ArgumentException($"{expr.GetType().Name} has no form over rectangles.", nameof(expr)),
        };
    }

    private string PrintConnective(string name, List<Expr> operands)
    {
        // Kleene's connectives take two to four operands; longer lists nest.
        const int most = 4;
        if (operands.Count <= most)
            return Lines(name, operands);
        var texts = operands.Take(most - 1).Select(PrintTruth).Append(PrintConnective(name, operands.Skip(most - 1).ToList()));
        return Lines(name, texts);
    }

    private string Lines(string name, List<Expr> operands) => Lines(name, operands.Select(PrintTruth));

    private static string Lines(string name, IEnumerable<string> operands)
        => $"{Kleene}.{name}(\n{string.Join(",\n", operands.Select(Indented))})";

    private static string Indented(string text) => "    " + text.Replace("\n", "\n    ");

    private string PrintComparison(Binary comparison)
    {
        if (comparison.Left.Type == ExprType.Float)
            return Planning + ".Truth.Unknown";
        if (comparison.Left.Type == ExprType.Bool)
        {
            var same = Lines("Same", [comparison.Left, comparison.Right]);
            return comparison.Op == BinaryOp.Equal ? same : $"{Kleene}.Not({same})";
        }
        if (comparison is { Op: BinaryOp.Equal or BinaryOp.NotEqual, Left: DataLoad left, Right: DataLoad right } && IsRange(left) && IsRange(right))
        {
            var equal = CSharpFragment.Call(
                "scope.Data.Equal",
                ScalarStyle.Constant(left.Parameter), Int(left.Index), ScalarStyle.Constant(right.Parameter), Int(right.Index)).Text;
            return comparison.Op == BinaryOp.Equal ? equal : $"{Kleene}.Not({equal})";
        }
        // Never "a > b": inside an argument list "x < y, a > (b)" would read as a generic call.
        return comparison.Op switch
        {
            BinaryOp.Equal => CSharpFragment.Call(Interval + ".Equal", Int(comparison.Left), Int(comparison.Right)).Text,
            BinaryOp.NotEqual => CSharpFragment.Call(Interval + ".NotEqual", Int(comparison.Left), Int(comparison.Right)).Text,
            BinaryOp.Greater or BinaryOp.GreaterOrEqual
                => CSharpFragment.Infix(Operators.Mirror(comparison.Op), Int(comparison.Right), Int(comparison.Left)).Text,
            _ => CSharpFragment.Infix(comparison.Op, Int(comparison.Left), Int(comparison.Right)).Text,
        };
    }

    /// <summary>C# of type Interval, or int where nothing has a range.</summary>
    public string PrintInterval(Expr expr) => Int(expr).Text;

    // Also what reads a tensor at one place: of a tensor no more is known than its truth table says, by whose content plans are found again.
    private bool IsRange(Expr expr) => ranges.Any(expr.Reads) || expr.All().Any(part => part is TensorLoad);

    // What has no range but reads arrays is known exactly where the host sees them, and not at all elsewhere.
    private static string Known(Expr expr)
    {
        var known = $"{Kleene}.Known({Scalar(expr).Text})";
        return Sees(expr) is { } sees ? $"({sees} ? {known} : {Planning}.Truth.Unknown)" : known;
    }

    private static CSharpFragment Value(Expr expr)
        => Sees(expr) is { } sees ? CSharpFragment.Atom($"({sees} ? ({Interval})({Scalar(expr).Text}) : {Interval}.All)") : Scalar(expr);

    private static string? Sees(Expr expr)
    {
        var arrays = expr.All().OfType<DataLoad>().Select(load => $"scope.Data.Sees({ScalarStyle.Constant(load.Parameter).Text})").Distinct().ToList();
        return arrays.Count == 0 ? null : string.Join(" && ", arrays);
    }

    private CSharpFragment Int(Expr expr)
    {
        if (!IsRange(expr))
            return Value(expr);
        return expr switch
        {
            VariableRef reference => CSharpFragment.Atom(ExprText.Name(reference.Variable)),
            Unary { Op: UnaryOp.Abs } abs => CSharpFragment.Call(Interval + ".Abs", Int(abs.Operand)),
            Unary { Op: UnaryOp.ToInt } => CSharpFragment.Atom(Interval + ".All"), // there are no intervals of Floats
            Unary unary => CSharpFragment.Prefix(unary.Op == UnaryOp.Negate ? "-" : "~", Int(unary.Operand)),
            DataLoad load => CSharpFragment.Call("scope.Data.Range", ScalarStyle.Constant(load.Parameter), Int(load.Index)),
            Binary { Op: BinaryOp.Minimum or BinaryOp.Maximum } extreme
                => CSharpFragment.Call($"{Interval}.{extreme.Op}", Int(extreme.Left), Int(extreme.Right)),
            // C# finds a shift operator by its first operand's type alone.
            Binary { Op: BinaryOp.ShiftLeft or BinaryOp.ShiftRight } shift when !IsRange(shift.Left)
                => CSharpFragment.Infix(shift.Op, CSharpFragment.Prefix($"({Interval})", Int(shift.Left)), Int(shift.Right)),
            Binary binary => CSharpFragment.Infix(binary.Op, Int(binary.Left), Int(binary.Right)),
            Conditional choice => CSharpFragment.Call(
                Interval + ".Choose", CSharpFragment.Atom(PrintTruth(choice.Condition)), Int(choice.WhenTrue), Int(choice.WhenFalse)),
            _ => throw new ArgumentException($"{expr.GetType().Name} has no form over rectangles.", nameof(expr)),
        };
    }

    private static CSharpFragment Scalar(Expr expr) => ScalarCSharp.Unchecked(expr, ScalarStyle.InScope);
}
