namespace KernelGen.Templates.Expressions;

/// <summary>The types of the expression language.</summary>
public enum ExprType
{
    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>A 32-bit integer that wraps, as C#'s <c>int</c>.</summary>
    Int,

    /// <summary>A binary32 number.</summary>
    Float,
}
