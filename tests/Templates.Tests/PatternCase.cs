using KernelGen.Templates.Expressions;

namespace KernelGen.Templates.Tests;

/// <summary>A pattern twice: its expression, and its paper's definition written without looking at that.</summary>
/// <param name="Name">The attribute with its arguments.</param>
/// <param name="Mask">The expression.</param>
/// <param name="Allowed">Whether the query at q sees the key at k, given the head and the number of keys; q is not negative.</param>
public sealed record PatternCase(string Name, Expr Mask, Func<int, int, int, int, bool> Allowed);
