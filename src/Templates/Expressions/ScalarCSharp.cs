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

    /// <summary>C# in terms of the names in a predicate: q, k, queryLength, ..., and the data parameters' own.</summary>
    public static string Print(Expr expr) => Fragment(expr, ScalarStyle.Plain).Text;

    /// <summary>
    /// C# in terms of the locals q, k, score and <c>in MaskScope scope</c>; data is read through the scope, with the constants of a class
    /// <c>Parameter</c> that has the data parameters' names.
    /// </summary>
    public static string PrintInScope(Expr expr) => Fragment(expr, ScalarStyle.InScope).Text;

    /// <summary>
    /// C# for a GPU kernel, in terms of the locals q, k, score, batch, head, kvHead and launch, the methods Exp, Log, Tanh and At, data
    /// parameters called <c>data_name</c>, and layouts of tensors called <c>tensor_name</c>.
    /// </summary>
    public static string PrintKernel(Expr expr) => Fragment(expr, ScalarStyle.Kernel).Text;

    /// <summary>The same with every Float as a double, for the oracle.</summary>
    public static string PrintDouble(Expr expr) => Fragment(expr, ScalarStyle.Double).Text;

    /// <summary><see cref="PrintDouble"/>, and it means the same in a checked context too.</summary>
    internal static string UncheckedDouble(Expr expr) => CanOverflow(expr) ? $"unchecked({PrintDouble(expr)})" : PrintDouble(expr);

    /// <summary>C# in terms of the names given.</summary>
    public static string Print(Expr expr, Func<ExprVariable, string> names)
        => Fragment(expr, ScalarStyle.InScope with { Names = names }).Text;

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
        Unary { Op: UnaryOp.Negate, Type: ExprType.Int } => true,
        Binary { Op: BinaryOp.Add or BinaryOp.Subtract or BinaryOp.Multiply, Type: ExprType.Int } => true,
        _ => expr.Children.Any(CanOverflow),
    };

    /// <summary>C# that means the same in a checked context too.</summary>
    internal static CSharpFragment Unchecked(Expr expr, ScalarStyle style)
    {
        var scalar = Fragment(expr, style);
        return CanOverflow(expr) ? CSharpFragment.Atom($"unchecked({scalar.Text})") : scalar;
    }

    internal static CSharpFragment Fragment(Expr expr, ScalarStyle style) => expr switch
    {
        BoolLiteral literal => CSharpFragment.Atom(literal.Value ? "true" : "false"),
        IntLiteral { Value: int.MinValue } => CSharpFragment.Atom("int.MinValue"),
        IntLiteral literal => Number(literal.Value.ToString(CultureInfo.InvariantCulture)),
        FloatLiteral literal => Number(style.IsDouble ? Literal((double)literal.Value) : Literal(literal.Value)),
        VariableRef reference => CSharpFragment.Atom(style.Names(reference.Variable)),
        Binary when style.IsPlain && expr == Expr.Row => CSharpFragment.Atom("row"),
        Unary unary => Fragment(unary, Fragment(unary.Operand, style), style),
        Binary binary => Fragment(binary, Fragment(binary.Left, style), Fragment(binary.Right, style)),
        Conditional choice => CSharpFragment.IfElse(
            Fragment(choice.Condition, style), Fragment(choice.WhenTrue, style), Fragment(choice.WhenFalse, style)),
        DataScalar or DataLoad or TensorLoad => style.Read(expr),
        _ => throw new ArgumentException($"{expr.GetType().Name} has no scalar C# form.", nameof(expr)),
    };

    // The functions of binary64, rounded: what the evaluator does, and the same in every process.
    private static CSharpFragment Fragment(Unary unary, CSharpFragment operand, ScalarStyle style) => unary.Op switch
    {
        UnaryOp.Negate => CSharpFragment.Prefix("-", operand),
        UnaryOp.Not => CSharpFragment.Prefix("!", operand),
        UnaryOp.BitNot => CSharpFragment.Prefix("~", operand),
        UnaryOp.ToFloat => CSharpFragment.Prefix(style.IsDouble ? "(double)" : "(float)", operand),
        UnaryOp.ToInt when style.IsPlain => CSharpFragment.Prefix("(int)", operand),
        UnaryOp.ToInt => CSharpFragment.Call(MaskMath + ".ToInt", style.IsDouble ? CSharpFragment.Prefix("(float)", operand) : operand),
        UnaryOp.Abs when unary.Type == ExprType.Int && !style.IsPlain => CSharpFragment.Call(MaskMath + ".Abs", operand),
        UnaryOp.Abs => CSharpFragment.Call(Math + ".Abs", operand),
        _ when style.IsPlain => CSharpFragment.Call($"MathF.{unary.Op}", operand),
        UnaryOp.Sqrt when style.IsKernel => CSharpFragment.Call("MathF.Sqrt", operand),
        _ when style.IsKernel => CSharpFragment.Call($"{unary.Op}", operand),
        _ when style.IsDouble => CSharpFragment.Call($"{Math}.{unary.Op}", operand),
        _ => CSharpFragment.Prefix("(float)", CSharpFragment.Call($"{Math}.{unary.Op}", operand)),
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
}
