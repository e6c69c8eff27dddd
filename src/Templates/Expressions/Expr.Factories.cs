namespace KernelGen.Templates.Expressions;

/// <summary>How to make expressions; an <see cref="ArgumentException"/> names the operation when types do not fit.</summary>
public abstract partial record Expr
{
    /// <summary>The literal true.</summary>
    public static Expr True { get; } = new BoolLiteral(true);

    /// <summary>The literal false.</summary>
    public static Expr False { get; } = new BoolLiteral(false);

    /// <summary>The query's absolute position.</summary>
    public static Expr Q { get; } = new VariableRef(ExprVariable.Query);

    /// <summary>The key's index.</summary>
    public static Expr K { get; } = new VariableRef(ExprVariable.Key);

    /// <summary>Nq.</summary>
    public static Expr QueryLength { get; } = new VariableRef(ExprVariable.QueryLength);

    /// <summary>Nk.</summary>
    public static Expr KeyLength { get; } = new VariableRef(ExprVariable.KeyLength);

    /// <summary>The position of query row 0.</summary>
    public static Expr QueryOffset { get; } = new VariableRef(ExprVariable.QueryOffset);

    /// <summary>Which query row, counted from 0: <c>q - queryOffset</c>.</summary>
    public static Expr Row { get; } = Subtract(Q, QueryOffset);

    /// <summary>Which sequence.</summary>
    public static Expr Batch { get; } = new VariableRef(ExprVariable.Batch);

    /// <summary>Which query head.</summary>
    public static Expr Head { get; } = new VariableRef(ExprVariable.Head);

    /// <summary>Which key head.</summary>
    public static Expr KeyHead { get; } = new VariableRef(ExprVariable.KeyHead);

    /// <summary>How many query heads there are.</summary>
    public static Expr QueryHeads { get; } = new VariableRef(ExprVariable.QueryHeads);

    /// <summary>The scaled logit.</summary>
    public static Expr Score { get; } = new VariableRef(ExprVariable.Score);

    /// <summary>A truth value.</summary>
    public static Expr Bool(bool value) => value ? True : False;

    /// <summary>An integer.</summary>
    public static Expr Int(int value) => new IntLiteral(value);

    /// <summary>A binary32 number.</summary>
    public static Expr Float(float value) => new FloatLiteral(value);

    /// <summary>A variable.</summary>
    public static Expr Of(ExprVariable variable) => new VariableRef(variable);

    /// <summary>Any unary operation.</summary>
    public static Expr Of(UnaryOp op, Expr operand) => new Unary(op, operand);

    /// <summary>Any binary operation.</summary>
    public static Expr Of(BinaryOp op, Expr left, Expr right) => new Binary(op, left, right);

    /// <summary><c>-x</c></summary>
    public static Expr Negate(Expr operand) => Of(UnaryOp.Negate, operand);

    /// <summary><c>!x</c></summary>
    public static Expr Not(Expr operand) => Of(UnaryOp.Not, operand);

    /// <summary><c>~x</c></summary>
    public static Expr BitNot(Expr operand) => Of(UnaryOp.BitNot, operand);

    /// <summary><c>(float)x</c></summary>
    public static Expr ToFloat(Expr operand) => Of(UnaryOp.ToFloat, operand);

    /// <summary><c>(int)x</c></summary>
    public static Expr ToInt(Expr operand) => Of(UnaryOp.ToInt, operand);

    /// <summary><c>|x|</c></summary>
    public static Expr Abs(Expr operand) => Of(UnaryOp.Abs, operand);

    /// <summary>The value of a data parameter that is no array.</summary>
    public static Expr Scalar(ExprParameter parameter) => new DataScalar(parameter);

    /// <summary><c>parameter[index]</c>; 0 or false outside the array.</summary>
    public static Expr Load(ExprParameter parameter, Expr index) => new DataLoad(parameter, index);

    /// <summary><c>parameter[i, j, row, column]</c>; 0 or false outside the tensor.</summary>
    /// <param name="parameter">A tensor.</param>
    /// <param name="indices">Four indices; a dimension of length 1 (or one that the tensor lacks) answers every index alike.</param>
    public static Expr Load(ExprParameter parameter, IReadOnlyList<Expr> indices) => new TensorLoad(parameter, indices);

    /// <summary><c>left + right</c></summary>
    public static Expr Add(Expr left, Expr right) => Of(BinaryOp.Add, left, right);

    /// <summary><c>left - right</c></summary>
    public static Expr Subtract(Expr left, Expr right) => Of(BinaryOp.Subtract, left, right);

    /// <summary><c>left * right</c></summary>
    public static Expr Multiply(Expr left, Expr right) => Of(BinaryOp.Multiply, left, right);

    /// <summary><c>left / right</c>; 0 when an Int right is 0.</summary>
    public static Expr Divide(Expr left, Expr right) => Of(BinaryOp.Divide, left, right);

    /// <summary><c>left % right</c>; left when right is 0.</summary>
    public static Expr Remainder(Expr left, Expr right) => Of(BinaryOp.Remainder, left, right);

    /// <summary>The smaller of two.</summary>
    public static Expr Minimum(Expr left, Expr right) => Of(BinaryOp.Minimum, left, right);

    /// <summary>The larger of two.</summary>
    public static Expr Maximum(Expr left, Expr right) => Of(BinaryOp.Maximum, left, right);

    /// <summary><c>left == right</c></summary>
    public static Expr Equal(Expr left, Expr right) => Of(BinaryOp.Equal, left, right);

    /// <summary><c>left != right</c></summary>
    public static Expr NotEqual(Expr left, Expr right) => Of(BinaryOp.NotEqual, left, right);

    /// <summary><c>left &lt; right</c></summary>
    public static Expr Less(Expr left, Expr right) => Of(BinaryOp.Less, left, right);

    /// <summary><c>left &lt;= right</c></summary>
    public static Expr LessOrEqual(Expr left, Expr right) => Of(BinaryOp.LessOrEqual, left, right);

    /// <summary><c>left &gt; right</c></summary>
    public static Expr Greater(Expr left, Expr right) => Of(BinaryOp.Greater, left, right);

    /// <summary><c>left &gt;= right</c></summary>
    public static Expr GreaterOrEqual(Expr left, Expr right) => Of(BinaryOp.GreaterOrEqual, left, right);

    /// <summary>All of <paramref name="operands"/>, true when there are none.</summary>
    public static Expr And(params Expr[] operands) => Chain(BinaryOp.And, operands, True);

    /// <summary>Any of <paramref name="operands"/>, false when there are none.</summary>
    public static Expr Or(params Expr[] operands) => Chain(BinaryOp.Or, operands, False);

    /// <summary><c>condition ? whenTrue : whenFalse</c></summary>
    public static Expr If(Expr condition, Expr whenTrue, Expr whenFalse) => new Conditional(condition, whenTrue, whenFalse);

    private static Expr Chain(BinaryOp op, IReadOnlyList<Expr> operands, Expr none)
        => operands.Count == 0 ? none : operands.Aggregate((left, right) => Of(op, left, right));

    /// <summary>The operands of a chain of one operator: a, b, c for <c>(a op b) op c</c>; the expression itself when it is none.</summary>
    internal static IEnumerable<Expr> Operands(BinaryOp op, Expr chain)
        => chain is Binary binary && binary.Op == op ? Operands(op, binary.Left).Concat(Operands(op, binary.Right)) : [chain];
}
