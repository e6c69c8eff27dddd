namespace KernelGen.Templates.Expressions;

/// <summary>An expression of the mask and score language: small, typed, immutable, value-equal.</summary>
public abstract record Expr
{
    /// <summary>The type of its value.</summary>
    public abstract ExprType Type { get; }
}
