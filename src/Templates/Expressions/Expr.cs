namespace KernelGen.Templates.Expressions;

/// <summary>
/// An expression of the mask and score language: small, typed, immutable, value-equal. Integers wrap as C#'s unchecked <c>int</c>, and
/// every operation is total (<c>x / 0</c> is 0, <c>x % 0</c> is x), because a vector evaluates both sides of a short circuit.
/// </summary>
public abstract partial record Expr
{
    private protected Expr()
    {
    }

    /// <summary>The type of its value.</summary>
    public abstract ExprType Type { get; }

    /// <summary>Whether <paramref name="variable"/> occurs in it.</summary>
    public bool Reads(ExprVariable variable)
        => this is VariableRef reference ? reference.Variable == variable : Children.Any(child => child.Reads(variable));

    /// <summary>Itself and everything in it.</summary>
    public IEnumerable<Expr> All() => Children.SelectMany(child => child.All()).Prepend(this);

    /// <summary>The data parameters that occur in it, each once.</summary>
    public IEnumerable<ExprParameter> Data() => All().Select(DataOf).OfType<ExprParameter>().Distinct();

    /// <summary>What it is made of, from left to right.</summary>
    public IReadOnlyList<Expr> Children => this switch
    {
        Unary unary => [unary.Operand],
        Binary binary => [binary.Left, binary.Right],
        Conditional choice => [choice.Condition, choice.WhenTrue, choice.WhenFalse],
        DataLoad load => [load.Index],
        TensorLoad load => load.Indices,
        _ => [],
    };

    /// <summary>The same operation on other parts.</summary>
    internal Expr WithChildren(Func<Expr, Expr> change) => this switch
    {
        Unary unary => Of(unary.Op, change(unary.Operand)),
        Binary binary => Of(binary.Op, change(binary.Left), change(binary.Right)),
        Conditional choice => If(change(choice.Condition), change(choice.WhenTrue), change(choice.WhenFalse)),
        DataLoad load => Load(load.Parameter, change(load.Index)),
        TensorLoad load => Load(load.Parameter, [.. load.Indices.Select(change)]),
        _ => this,
    };

    /// <summary>The expression with <paramref name="value"/> wherever <paramref name="variable"/> stands.</summary>
    internal Expr Replace(ExprVariable variable, Expr value)
        => this is VariableRef reference && reference.Variable == variable ? value : WithChildren(child => child.Replace(variable, value));

    private static ExprParameter? DataOf(Expr expr) => expr switch
    {
        DataLoad load => load.Parameter,
        TensorLoad load => load.Parameter,
        DataScalar scalar => scalar.Parameter,
        _ => null,
    };

    /// <summary>Its canonical text; see <see cref="ExprText"/>.</summary>
    public sealed override string ToString() => ExprText.Write(this);
}
