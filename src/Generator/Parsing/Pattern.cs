using KernelGen.Templates.Expressions;

namespace KernelGen.Generator.Parsing;

/// <summary>An attribute whose arguments are checked one by one, and which becomes one expression.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="IsConstraint">Whether it narrows; a reach adds.</param>
/// <param name="Arguments">The parameters of its constructor, in order.</param>
/// <param name="Build">The expression for legal arguments, a bool as 0 or 1.</param>
internal sealed record Pattern(string Name, bool IsConstraint, PatternArgument[] Arguments, Func<int[], Expr> Build)
{
    /// <summary>The attribute's metadata name.</summary>
    public string MetadataName => $"KernelGen.{Name}Attribute";
}

/// <summary>A parameter of a pattern.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Min">The smallest legal value.</param>
/// <param name="Max">The largest, given all arguments; they may be illegal themselves.</param>
internal sealed record PatternArgument(string Name, int Min, Func<int[], int> Max);
