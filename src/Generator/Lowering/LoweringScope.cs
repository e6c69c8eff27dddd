using System.Collections.Immutable;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Lowering;

/// <summary>What names mean at one place: an assignment makes a new scope, so each branch of an "if" keeps its own values.</summary>
/// <param name="Values">Parameters and locals.</param>
/// <param name="Arrays">Parameters that are spans, of one dimension or of several.</param>
/// <param name="Calls">The methods that are being inlined.</param>
internal sealed record LoweringScope(
    ImmutableDictionary<ISymbol, Expr> Values, ImmutableDictionary<ISymbol, ExprParameter> Arrays, ImmutableList<IMethodSymbol> Calls)
{
    /// <summary>Nothing is known.</summary>
    public static LoweringScope Empty { get; } = new(
        ImmutableDictionary.Create<ISymbol, Expr>(SymbolEqualityComparer.Default),
        ImmutableDictionary.Create<ISymbol, ExprParameter>(SymbolEqualityComparer.Default),
        []);

    /// <summary>The scope after an assignment.</summary>
    public LoweringScope With(ISymbol symbol, Expr value) => this with { Values = Values.SetItem(symbol, value) };

    /// <summary>The scope in which a parameter is an array or a tensor.</summary>
    public LoweringScope With(ISymbol symbol, ExprParameter array) => this with { Arrays = Arrays.SetItem(symbol, array) };
}
