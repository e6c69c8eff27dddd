using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace KernelGen.Generator.Lowering;

/// <summary>Calls of the framework's functions.</summary>
internal static class MathCalls
{
    /// <summary>What can be called, for messages.</summary>
    public const string Callable
        = "only static methods of this class and Min, Max, Abs, Clamp, Exp, Log, Tanh and Sqrt of Math and MathF can be called";

    private static readonly string[] s_types = ["System.Math", "System.MathF", "int", "float"];

    /// <summary>Lowers a call of a function that is not the class's own.</summary>
    /// <param name="call">The call.</param>
    /// <param name="arguments">Lowers its arguments, in the order of the parameters.</param>
    public static Expr Lower(IInvocationOperation call, Func<Expr[]> arguments)
    {
        var method = call.TargetMethod;
        if (!method.IsStatic || !s_types.Contains(method.ContainingType.ToDisplayString()))
            throw Refused.At(NameOf(call), method.Name, Callable);
        if (DataTypes.ValueType(method.ReturnType) is null)
        {
            var isDouble = method.ReturnType.SpecialType == SpecialType.System_Double;
            throw Refused.At(NameOf(call), $"{method.ContainingType.Name}.{method.Name}", isDouble
                ? $"it computes in double; use MathF.{method.Name}, and float literals (0.5f)"
                : $"it computes in {method.ReturnType.ToDisplayString()}; masks and scores know int, float and bool");
        }
        return (method.Name, method.Parameters.Length) switch
        {
            ("Min", 2) => Two(BinaryOp.Minimum),
            ("Max", 2) => Two(BinaryOp.Maximum),
            ("Clamp", 3) => Clamp(arguments()),
            ("Abs", 1) => Expr.Abs(arguments()[0]),
            ("Exp", 1) => Expr.Of(UnaryOp.Exp, arguments()[0]),
            ("Log", 1) => Expr.Of(UnaryOp.Log, arguments()[0]),
            ("Tanh", 1) => Expr.Of(UnaryOp.Tanh, arguments()[0]),
            ("Sqrt", 1) => Expr.Of(UnaryOp.Sqrt, arguments()[0]),
            _ => throw Refused.At(NameOf(call), method.Name, Callable),
        };

        Expr Two(BinaryOp op)
        {
            var pair = arguments();
            return Expr.Of(op, pair[0], pair[1]);
        }
    }

    /// <summary>Where the name of the called method stands.</summary>
    public static Location NameOf(IInvocationOperation call) => call.Syntax is InvocationExpressionSyntax { Expression: var called }
        ? (called is MemberAccessExpressionSyntax member ? member.Name : called).GetLocation()
        : call.Syntax.GetLocation();

    private static Expr Clamp(Expr[] three) => Expr.Minimum(Expr.Maximum(three[0], three[1]), three[2]);
}
