using KernelGen.Templates.Expressions;

namespace KernelGen.Generator.Parsing;

/// <summary>An attribute whose arguments are checked one by one, and which becomes one expression.</summary>
/// <param name="Name">Its short name.</param>
/// <param name="Kind">What it does to a spec.</param>
/// <param name="Arguments">The parameters of its constructor, in order.</param>
/// <param name="Build">
/// The expression for legal arguments, a bool as 0 or 1: a Bool, of a score a Float that says what becomes of <c>score</c>, of a sink the Float that
/// its logit is.
/// </param>
internal sealed record Pattern(string Name, PatternKind Kind, PatternArgument[] Arguments, Func<int[], Expr> Build)
{
    /// <summary>The attribute's metadata name.</summary>
    public string MetadataName => $"KernelGen.{Name}Attribute";

    /// <summary>
    /// What its expression reads besides positions: parameters of Forward, in this order. Patterns and methods share one by its name and
    /// type.
    /// </summary>
    public ExprParameter[] Data { get; init; } = [];
}

/// <summary>A parameter of a pattern.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Min">The smallest legal value.</param>
/// <param name="Max">The largest, given all arguments; they may be illegal themselves.</param>
internal sealed record PatternArgument(string Name, int Min, Func<int[], int> Max)
{
    /// <summary>What an argument that is given by name, as a property of the attribute, is when it is not given; null for one of the constructor.</summary>
    public int? Default { get; init; }
}
