namespace KernelGen.Templates.Expressions;

/// <summary>A piece of C# and how tightly its outermost operator binds, so that only the parentheses that are needed get printed.</summary>
internal readonly record struct CSharpFragment(string Text, int Precedence)
{
    public const int Choice = 1;
    public const int UnaryLevel = 12;
    public const int Primary = 13;

    public static CSharpFragment Atom(string text) => new(text, Primary);

    public static CSharpFragment Call(string method, params CSharpFragment[] arguments)
        => Atom($"{method}({string.Join(", ", arguments.Select(argument => argument.Text))})");

    public static CSharpFragment Prefix(string op, CSharpFragment operand) => new(op + operand.At(Primary), UnaryLevel);

    public static CSharpFragment Infix(BinaryOp op, CSharpFragment left, CSharpFragment right)
    {
        var level = Level(op);
        return new($"{left.At(level, op)} {Symbol(op)} {right.At(level + 1, op)}", level);
    }

    public static CSharpFragment IfElse(CSharpFragment condition, CSharpFragment whenTrue, CSharpFragment whenFalse)
        => new($"{condition.At(Choice + 1)} ? {whenTrue.At(Choice + 1)} : {whenFalse.At(Choice + 1)}", Choice);

    /// <summary>C#'s operator.</summary>
    public static string Symbol(BinaryOp op) => op switch
    {
        BinaryOp.And => "&&",
        BinaryOp.Or => "||",
        _ => ExprText.Symbol(op),
    };

    private string At(int least) => Precedence >= least ? Text : $"({Text})";

    // Shifts, bitwise operators and "and" within "or" bind in ways that readers misremember: parentheses there, needed or not.
    private string At(int least, BinaryOp parent)
    {
        var (outer, inner) = (Level(parent), Precedence);
        var misread = inner < UnaryLevel && inner != outer && (IsBitwise(outer) || IsBitwise(inner) || inner == Level(BinaryOp.And));
        return At(misread ? Primary : least);
    }

    private static bool IsBitwise(int level)
        => level == Level(BinaryOp.ShiftLeft) || (level >= Level(BinaryOp.BitOr) && level <= Level(BinaryOp.BitAnd));

    private static int Level(BinaryOp op) => op switch
    {
        BinaryOp.Or => 2,
        BinaryOp.And => 3,
        BinaryOp.BitOr => 4,
        BinaryOp.BitXor => 5,
        BinaryOp.BitAnd => 6,
        BinaryOp.Equal or BinaryOp.NotEqual => 7,
        BinaryOp.Less or BinaryOp.LessOrEqual or BinaryOp.Greater or BinaryOp.GreaterOrEqual => 8,
        BinaryOp.ShiftLeft or BinaryOp.ShiftRight => 9,
        BinaryOp.Add or BinaryOp.Subtract => 10,
        BinaryOp.Multiply or BinaryOp.Divide or BinaryOp.Remainder => 11,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "C# has no operator for it."),
    };
}
