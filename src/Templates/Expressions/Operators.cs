namespace KernelGen.Templates.Expressions;

/// <summary>Operations on one operand.</summary>
public enum UnaryOp
{
    /// <summary><c>-x</c> of an Int or a Float.</summary>
    Negate,

    /// <summary><c>!x</c> of a Bool.</summary>
    Not,

    /// <summary><c>~x</c> of an Int.</summary>
    BitNot,

    /// <summary><c>(float)x</c> of an Int, rounded to nearest even.</summary>
    ToFloat,

    /// <summary><c>(int)x</c> of a Float, truncated; the nearest int32 when there is none, 0 for NaN.</summary>
    ToInt,

    /// <summary><c>|x|</c> of an Int (wrapping) or a Float.</summary>
    Abs,

    /// <summary>e^x of a Float, computed in binary64 and rounded.</summary>
    Exp,

    /// <summary>The natural logarithm of a Float, computed in binary64 and rounded.</summary>
    Log,

    /// <summary>The hyperbolic tangent of a Float, computed in binary64 and rounded.</summary>
    Tanh,

    /// <summary>The square root of a Float.</summary>
    Sqrt,
}

/// <summary>Operations on two operands of one type.</summary>
public enum BinaryOp
{
    /// <summary><c>a + b</c></summary>
    Add,

    /// <summary><c>a - b</c></summary>
    Subtract,

    /// <summary><c>a * b</c></summary>
    Multiply,

    /// <summary><c>a / b</c>, truncated for Ints; 0 when an Int b is 0.</summary>
    Divide,

    /// <summary><c>a % b</c> of Ints, with the sign of a; a when b is 0.</summary>
    Remainder,

    /// <summary><c>a &lt;&lt; b</c> of Ints, counting b modulo 32.</summary>
    ShiftLeft,

    /// <summary><c>a &gt;&gt; b</c> of Ints, arithmetic, counting b modulo 32.</summary>
    ShiftRight,

    /// <summary><c>a &amp; b</c> of Ints.</summary>
    BitAnd,

    /// <summary><c>a | b</c> of Ints.</summary>
    BitOr,

    /// <summary><c>a ^ b</c> of Ints.</summary>
    BitXor,

    /// <summary>The smaller of two.</summary>
    Minimum,

    /// <summary>The larger of two.</summary>
    Maximum,

    /// <summary><c>a == b</c>, also of Bools.</summary>
    Equal,

    /// <summary><c>a != b</c>, also of Bools.</summary>
    NotEqual,

    /// <summary><c>a &lt; b</c></summary>
    Less,

    /// <summary><c>a &lt;= b</c></summary>
    LessOrEqual,

    /// <summary><c>a &gt; b</c></summary>
    Greater,

    /// <summary><c>a &gt;= b</c></summary>
    GreaterOrEqual,

    /// <summary><c>a &amp;&amp; b</c></summary>
    And,

    /// <summary><c>a || b</c></summary>
    Or,
}

/// <summary>Facts about operators that several readers need.</summary>
internal static class Operators
{
    /// <summary>Whether the operation undoes itself.</summary>
    public static bool IsInvolution(UnaryOp op) => op is UnaryOp.Negate or UnaryOp.Not or UnaryOp.BitNot;

    /// <summary>Functions whose last digit differs between platforms' libraries.</summary>
    public static bool IsTranscendental(UnaryOp op) => op is UnaryOp.Exp or UnaryOp.Log or UnaryOp.Tanh;

    public static bool IsComparison(BinaryOp op) => op is >= BinaryOp.Equal and <= BinaryOp.GreaterOrEqual;

    /// <summary>The comparison that holds of (b, a) exactly when <paramref name="op"/> holds of (a, b).</summary>
    public static BinaryOp Mirror(BinaryOp op) => op switch
    {
        BinaryOp.Less => BinaryOp.Greater,
        BinaryOp.LessOrEqual => BinaryOp.GreaterOrEqual,
        BinaryOp.Greater => BinaryOp.Less,
        BinaryOp.GreaterOrEqual => BinaryOp.LessOrEqual,
        _ => op,
    };

    /// <summary>The comparison that holds exactly when <paramref name="op"/> does not; not of ordered Floats, because of NaN.</summary>
    public static BinaryOp Opposite(BinaryOp op) => op switch
    {
        BinaryOp.Equal => BinaryOp.NotEqual,
        BinaryOp.NotEqual => BinaryOp.Equal,
        BinaryOp.Less => BinaryOp.GreaterOrEqual,
        BinaryOp.LessOrEqual => BinaryOp.Greater,
        BinaryOp.Greater => BinaryOp.LessOrEqual,
        BinaryOp.GreaterOrEqual => BinaryOp.Less,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Only a comparison has an opposite."),
    };
}
