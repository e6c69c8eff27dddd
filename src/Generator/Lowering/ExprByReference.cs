using System.Runtime.CompilerServices;
using KernelGen.Templates.Expressions;

namespace KernelGen.Generator.Lowering;

/// <summary>Tells expressions apart that are equal but were written at different places.</summary>
internal sealed class ExprByReference : IEqualityComparer<Expr>
{
    public static ExprByReference Instance { get; } = new();

    public bool Equals(Expr? x, Expr? y) => ReferenceEquals(x, y);

    public int GetHashCode(Expr obj) => RuntimeHelpers.GetHashCode(obj);
}
