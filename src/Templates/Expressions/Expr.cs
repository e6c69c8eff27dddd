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
    public bool Reads(ExprVariable variable) => this switch
    {
        VariableRef reference => reference.Variable == variable,
        Unary unary => unary.Operand.Reads(variable),
        Binary binary => binary.Left.Reads(variable) || binary.Right.Reads(variable),
        Conditional choice => choice.Condition.Reads(variable) || choice.WhenTrue.Reads(variable) || choice.WhenFalse.Reads(variable),
        _ => false,
    };

    /// <summary>Its canonical text; see <see cref="ExprText"/>.</summary>
    public sealed override string ToString() => ExprText.Write(this);
}
