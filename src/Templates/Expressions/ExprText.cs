using System.Globalization;
using System.Text;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Expressions;

/// <summary>
/// Expressions as S-expressions, for example <c>(and (&lt;= k q) (&lt;= (- q k) 4096))</c>. Floats end in f.
/// Data reads <c>(load int document k)</c>, <c>(scalar float alpha)</c> and <c>(tensor bool mask batch head (- q queryOffset) k)</c>, with the
/// type that it is declared with. The text is hashed, so a change here makes every stored measurement unreachable.
/// </summary>
public static class ExprText
{
    /// <summary>
    /// Literals and variables that a text may have: a list of many operands becomes a deep tree when it is read, and whoever walks the tree descends it.
    /// </summary>
    public const int MostLeaves = 2000;

    private static readonly Dictionary<BinaryOp, string> s_binary = new()
    {
        [BinaryOp.Add] = "+",
        [BinaryOp.Subtract] = "-",
        [BinaryOp.Multiply] = "*",
        [BinaryOp.Divide] = "/",
        [BinaryOp.Remainder] = "%",
        [BinaryOp.ShiftLeft] = "<<",
        [BinaryOp.ShiftRight] = ">>",
        [BinaryOp.BitAnd] = "&",
        [BinaryOp.BitOr] = "|",
        [BinaryOp.BitXor] = "^",
        [BinaryOp.Minimum] = "min",
        [BinaryOp.Maximum] = "max",
        [BinaryOp.Equal] = "==",
        [BinaryOp.NotEqual] = "!=",
        [BinaryOp.Less] = "<",
        [BinaryOp.LessOrEqual] = "<=",
        [BinaryOp.Greater] = ">",
        [BinaryOp.GreaterOrEqual] = ">=",
        [BinaryOp.And] = "and",
        [BinaryOp.Or] = "or",
    };

    private static readonly Dictionary<UnaryOp, string> s_unary = new()
    {
        [UnaryOp.Negate] = "neg",
        [UnaryOp.Not] = "not",
        [UnaryOp.BitNot] = "bitnot",
        [UnaryOp.ToFloat] = "float",
        [UnaryOp.ToInt] = "int",
        [UnaryOp.Abs] = "abs",
        [UnaryOp.Exp] = "exp",
        [UnaryOp.Log] = "log",
        [UnaryOp.Tanh] = "tanh",
        [UnaryOp.Sqrt] = "sqrt",
    };

    private static readonly Dictionary<ExprVariable, string> s_variables = new()
    {
        [ExprVariable.Query] = "q",
        [ExprVariable.Key] = "k",
        [ExprVariable.QueryLength] = "queryLength",
        [ExprVariable.KeyLength] = "keyLength",
        [ExprVariable.QueryOffset] = "queryOffset",
        [ExprVariable.Batch] = "batch",
        [ExprVariable.Head] = "head",
        [ExprVariable.KeyHead] = "kvHead",
        [ExprVariable.QueryHeads] = "queryHeads",
        [ExprVariable.Score] = "score",
    };

    /// <summary>The canonical text.</summary>
    public static string Write(Expr expr)
    {
        var text = new StringBuilder();
        Write(expr, text);
        return text.ToString();
    }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It is malformed or ill-typed; the message says where and what was expected.</exception>
    public static Expr Parse(string text) => new ExprParser(text).ParseAll();

    /// <summary>How <paramref name="variable"/> is written, here and as a parameter of a C# predicate.</summary>
    public static string Name(ExprVariable variable) => s_variables[variable];

    internal static string Symbol(UnaryOp op) => s_unary[op];

    internal static string Symbol(BinaryOp op) => s_binary[op];

    internal static IReadOnlyDictionary<string, BinaryOp> BinaryOps { get; } = s_binary.ToDictionary(pair => pair.Value, pair => pair.Key);

    internal static IReadOnlyDictionary<string, UnaryOp> UnaryOps { get; } = s_unary.ToDictionary(pair => pair.Value, pair => pair.Key);

    internal static IReadOnlyDictionary<string, ExprVariable> Variables { get; }
        = s_variables.ToDictionary(pair => pair.Value, pair => pair.Key);

    private static void Write(Expr expr, StringBuilder text)
    {
        switch (expr)
        {
            case BoolLiteral literal:
                text.Append(literal.Value ? "true" : "false");
                break;
            case IntLiteral literal:
                text.Append(literal.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case FloatLiteral literal:
                text.Append(RoundTrip.Text(literal.Value)).Append('f');
                break;
            case VariableRef reference:
                text.Append(s_variables[reference.Variable]);
                break;
            case Unary unary:
                WriteList(text, s_unary[unary.Op], [unary.Operand]);
                break;
            case Binary { Op: BinaryOp.And or BinaryOp.Or } chain:
                WriteList(text, s_binary[chain.Op], LeftChain(chain));
                break;
            case Binary binary:
                WriteList(text, s_binary[binary.Op], [binary.Left, binary.Right]);
                break;
            case DataScalar scalar:
                text.Append("(scalar ").Append(scalar.Parameter.Keyword).Append(' ').Append(scalar.Parameter.Name).Append(')');
                break;
            case DataLoad load:
                WriteList(text, $"load {load.Parameter.Keyword} {load.Parameter.Name}", [load.Index]);
                break;
            case TensorLoad load:
                WriteList(text, $"tensor {load.Parameter.Keyword} {load.Parameter.Name}", load.Indices);
                break;
            case Conditional choice:
                WriteList(text, "if", [choice.Condition, choice.WhenTrue, choice.WhenFalse]);
                break;
            default:
                throw new ArgumentException($"{expr.GetType().Name} has no text form.", nameof(expr));
        }
    }

    // Only the left spine joins the list, so that reading it back gives the same tree.
    private static List<Expr> LeftChain(Binary chain)
    {
        var operands = new List<Expr>();
        Expr left = chain;
        while (left is Binary binary && binary.Op == chain.Op)
        {
            operands.Add(binary.Right);
            left = binary.Left;
        }
        operands.Add(left);
        operands.Reverse();
        return operands;
    }

    private static void WriteList(StringBuilder text, string head, IEnumerable<Expr> operands)
    {
        text.Append('(').Append(head);
        foreach (var operand in operands)
        {
            text.Append(' ');
            Write(operand, text);
        }
        text.Append(')');
    }
}
