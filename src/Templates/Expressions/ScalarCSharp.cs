using System.Globalization;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Expressions;

/// <summary>
/// Expressions as scalar C#. The text means the same as the expression in an <c>unchecked</c> context, and needs no using directives.
/// </summary>
public static class ScalarCSharp
{
    private const string MaskMath = "global::KernelGen.Planning.MaskMath";
    private const string Math = "global::System.Math";

    /// <summary>C# in terms of the variables' names in a predicate: q, k, queryLength, ...</summary>
    public static string Print(Expr expr) => Print(expr, ExprText.Name);

    /// <summary>C# in terms of the locals q, k, score and <c>in MaskScope scope</c>.</summary>
    public static string PrintInScope(Expr expr) => Print(expr, NameInScope);

    /// <summary>C# in terms of the names given.</summary>
    public static string Print(Expr expr, Func<ExprVariable, string> names) => Fragment(expr, names).Text;

    /// <summary>A Float literal in C#, with the digits that bring its bits back.</summary>
    public static string Literal(float value)
        => float.IsNaN(value) ? "float.NaN"
            : float.IsPositiveInfinity(value) ? "float.PositiveInfinity"
            : float.IsNegativeInfinity(value) ? "float.NegativeInfinity"
            : RoundTrip.Text(value) + "f";

    /// <summary>A double literal in C#, with the digits that bring its bits back.</summary>
    public static string Literal(double value)
        => double.IsNaN(value) ? "double.NaN"
            : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
            : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
            : RoundTrip.Text(value) + "d";

    /// <summary>Whether a <c>checked</c> context would change what the printed text does.</summary>
    internal static bool CanOverflow(Expr expr) => expr switch
    {
        Unary unary => unary is { Op: UnaryOp.Negate, Type: ExprType.Int } || CanOverflow(unary.Operand),
        Binary binary => binary is { Op: BinaryOp.Add or BinaryOp.Subtract or BinaryOp.Multiply, Type: ExprType.Int }
            || CanOverflow(binary.Left) || CanOverflow(binary.Right),
        Conditional choice => CanOverflow(choice.Condition) || CanOverflow(choice.WhenTrue) || CanOverflow(choice.WhenFalse),
        _ => false,
    };

    internal static string NameInScope(ExprVariable variable) => variable switch
    {
        ExprVariable.Query or ExprVariable.Key or ExprVariable.Score => ExprText.Name(variable),
        _ => "scope." + variable,
    };

    internal static CSharpFragment Fragment(Expr expr, Func<ExprVariable, string> names) => expr switch
    {
        BoolLiteral literal => CSharpFragment.Atom(literal.Value ? "true" : "false"),
        IntLiteral { Value: int.MinValue } => CSharpFragment.Atom("int.MinValue"),
        IntLiteral literal => Number(literal.Value.ToString(CultureInfo.InvariantCulture)),
        FloatLiteral literal => Number(Literal(literal.Value)),
        VariableRef reference => CSharpFragment.Atom(names(reference.Variable)),
        Unary unary => CSharpFragment.Prefix(Symbol(unary.Op), Fragment(unary.Operand, names)),
        Binary binary => Fragment(binary, Fragment(binary.Left, names), Fragment(binary.Right, names)),
        Conditional choice => CSharpFragment.IfElse(
            Fragment(choice.Condition, names), Fragment(choice.WhenTrue, names), Fragment(choice.WhenFalse, names)),
        _ => throw new ArgumentException($"{expr.GetType().Name} has no scalar C# form.", nameof(expr)),
    };

    private static CSharpFragment Fragment(Binary binary, CSharpFragment left, CSharpFragment right) => binary.Op switch
    {
        BinaryOp.Minimum => CSharpFragment.Call(Math + ".Min", left, right),
        BinaryOp.Maximum => CSharpFragment.Call(Math + ".Max", left, right),
        BinaryOp.Divide when binary.Type == ExprType.Int && !IsSafeDivisor(binary.Right)
            => CSharpFragment.Call(MaskMath + ".Divide", left, right),
        BinaryOp.Remainder when !IsSafeDivisor(binary.Right) => CSharpFragment.Call(MaskMath + ".Remainder", left, right),
        _ => CSharpFragment.Infix(binary.Op, left, right),
    };

    // C# throws for a divisor of 0 and for int.MinValue / -1; no other divisor has such a case.
    private static bool IsSafeDivisor(Expr divisor) => divisor is IntLiteral { Value: not (0 or -1) };

    private static CSharpFragment Number(string text)
        => text[0] == '-' ? new CSharpFragment(text, CSharpFragment.UnaryLevel) : CSharpFragment.Atom(text);

    private static string Symbol(UnaryOp op) => op switch
    {
        UnaryOp.Negate => "-",
        UnaryOp.Not => "!",
        UnaryOp.BitNot => "~",
        _ => "(float)",
    };
}
