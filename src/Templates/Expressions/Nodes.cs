using KernelGen.Templates.Text;

namespace KernelGen.Templates.Expressions;

/// <summary>A truth value.</summary>
/// <param name="Value">The value.</param>
public sealed record BoolLiteral(bool Value) : Expr
{
    /// <inheritdoc/>
    public override ExprType Type => ExprType.Bool;
}

/// <summary>An integer.</summary>
/// <param name="Value">The value.</param>
public sealed record IntLiteral(int Value) : Expr
{
    /// <inheritdoc/>
    public override ExprType Type => ExprType.Int;
}

/// <summary>A binary32 number; equal when the text is, so that NaN equals itself and -0 differs from 0.</summary>
/// <param name="Value">The value.</param>
public sealed record FloatLiteral(float Value) : Expr
{
    /// <inheritdoc/>
    public override ExprType Type => ExprType.Float;

    /// <summary>Whether both are written the same.</summary>
    public bool Equals(FloatLiteral? other) => other is not null && RoundTrip.Text(Value) == RoundTrip.Text(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();
}

/// <summary>The value of a variable.</summary>
/// <param name="Variable">Which one.</param>
public sealed record VariableRef(ExprVariable Variable) : Expr
{
    /// <inheritdoc/>
    public override ExprType Type => Variable == ExprVariable.Score ? ExprType.Float : ExprType.Int;
}

/// <summary>An operation on one operand. Properties have no setters, so no copy can escape the type check.</summary>
public sealed record Unary : Expr
{
    internal Unary(UnaryOp op, Expr operand)
    {
        Type = TypeRules.Unary(op, operand.Type);
        Op = op;
        Operand = operand;
    }

    /// <summary>The operation.</summary>
    public UnaryOp Op { get; }

    /// <summary>What it works on.</summary>
    public Expr Operand { get; }

    /// <inheritdoc/>
    public override ExprType Type { get; }
}

/// <summary>An operation on two operands.</summary>
public sealed record Binary : Expr
{
    internal Binary(BinaryOp op, Expr left, Expr right)
    {
        Type = TypeRules.Binary(op, left.Type, right.Type);
        Op = op;
        Left = left;
        Right = right;
    }

    /// <summary>The operation.</summary>
    public BinaryOp Op { get; }

    /// <summary>The first operand.</summary>
    public Expr Left { get; }

    /// <summary>The second operand.</summary>
    public Expr Right { get; }

    /// <inheritdoc/>
    public override ExprType Type { get; }
}

/// <summary>The value of a data parameter that is no array.</summary>
public sealed record DataScalar : Expr
{
    internal DataScalar(ExprParameter parameter)
    {
        TypeRules.Load(parameter, isArray: false, ExprType.Int);
        Parameter = parameter;
    }

    /// <summary>Which one.</summary>
    public ExprParameter Parameter { get; }

    /// <inheritdoc/>
    public override ExprType Type => Parameter.ValueType;
}

/// <summary>An element of a data parameter that is an array; 0 or false outside it.</summary>
public sealed record DataLoad : Expr
{
    internal DataLoad(ExprParameter parameter, Expr index)
    {
        TypeRules.Load(parameter, isArray: true, index.Type);
        Parameter = parameter;
        Index = index;
    }

    /// <summary>Which one.</summary>
    public ExprParameter Parameter { get; }

    /// <summary>The index, an Int.</summary>
    public Expr Index { get; }

    /// <inheritdoc/>
    public override ExprType Type => Parameter.ValueType;
}

/// <summary>
/// An element of a data parameter that is a tensor. It is read with four indices whatever its rank is: a dimension of length 1, and a leading
/// one that it lacks, is broadcast. 0 or false outside of it.
/// </summary>
public sealed record TensorLoad : Expr
{
    /// <summary>How many indices there are.</summary>
    public const int Rank = 4;

    internal TensorLoad(ExprParameter parameter, IReadOnlyList<Expr> indices)
    {
        TypeRules.Load(parameter, [.. indices.Select(index => index.Type)]);
        Parameter = parameter;
        Indices = indices;
    }

    /// <summary>Which one.</summary>
    public ExprParameter Parameter { get; }

    /// <summary>The four indices, Ints.</summary>
    public IReadOnlyList<Expr> Indices { get; }

    /// <inheritdoc/>
    public override ExprType Type => Parameter.ValueType;

    /// <summary>Whether both read the same element.</summary>
    public bool Equals(TensorLoad? other) => other is not null && Parameter == other.Parameter && Indices.SequenceEqual(other.Indices);

    /// <inheritdoc/>
    public override int GetHashCode() => Indices.Aggregate(Parameter.GetHashCode(), (hash, index) => unchecked(hash * 31 + index.GetHashCode()));
}

/// <summary>One of two values.</summary>
public sealed record Conditional : Expr
{
    internal Conditional(Expr condition, Expr whenTrue, Expr whenFalse)
    {
        Type = TypeRules.Conditional(condition.Type, whenTrue.Type, whenFalse.Type);
        Condition = condition;
        WhenTrue = whenTrue;
        WhenFalse = whenFalse;
    }

    /// <summary>Which one: a boolean expression.</summary>
    public Expr Condition { get; }

    /// <summary>The value when the condition holds.</summary>
    public Expr WhenTrue { get; }

    /// <summary>The value when it does not.</summary>
    public Expr WhenFalse { get; }

    /// <inheritdoc/>
    public override ExprType Type { get; }
}
