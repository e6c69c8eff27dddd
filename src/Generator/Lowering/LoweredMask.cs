using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Lowering;

/// <summary>A method with [Mask], as an expression that remembers where its parts were written.</summary>
/// <param name="Expr">What it says.</param>
/// <param name="Name">The method.</param>
/// <param name="At">Where the method's name stands.</param>
/// <param name="Places">Where the parts that are operations stand, by reference.</param>
internal sealed record LoweredMask(Expr Expr, string Name, Location At, IReadOnlyDictionary<Expr, SyntaxNode> Places);
