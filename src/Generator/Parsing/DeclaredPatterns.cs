using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Parsing;

/// <summary>An attribute of the pattern library on a class.</summary>
/// <param name="Pattern">Which one.</param>
/// <param name="Expr">What it says; null when an argument is illegal.</param>
internal sealed record DeclaredPattern(Pattern Pattern, Expr? Expr);

/// <summary>The attributes of the pattern library that a class has, in the order of the library, wherever they stand.</summary>
internal sealed class DeclaredPatterns(IReadOnlyList<DeclaredPattern> all)
{
    /// <summary>These, and another one behind them.</summary>
    public DeclaredPatterns And(DeclaredPattern another) => new([.. all, another]) { LowRankBias = LowRankBias };

    /// <summary>The expressions of one kind.</summary>
    public IEnumerable<Expr> Of(PatternKind kind)
        => all.Where(declared => declared.Pattern.Kind == kind).Select(declared => declared.Expr).OfType<Expr>();

    /// <summary>What they make of the soft-capped logit together; null when none is a score.</summary>
    public Expr? Score => ScorePatterns.Compose(Of(PatternKind.Score));

    /// <summary>A score function with what comes after all others behind it.</summary>
    /// <param name="score">The score function of attributes and method; null when there is none.</param>
    public Expr? WithLast(Expr? score)
        => ScorePatterns.Compose((score is null ? [] : new[] { score }).Concat(Of(PatternKind.LastScore)));

    /// <summary>The sink's logit; null when there is no sink.</summary>
    public Expr? SinkLogit => Of(PatternKind.SinkLogit).SingleOrDefault();

    /// <summary>The bias that extends the dot product; null when there is none.</summary>
    public LowRankBias? LowRankBias { get; init; }

    /// <summary>The data parameters, each with the first attribute that has it; known even where an argument is illegal.</summary>
    public IEnumerable<(ExprParameter Parameter, string Owner)> Data
        => all.SelectMany(declared => declared.Pattern.Data, (declared, parameter) => (parameter, Owner: $"[{declared.Pattern.Name}]"))
            .GroupBy(data => data.parameter)
            .Select(data => data.First())
            .Concat(FactorsOfBias);

    private IEnumerable<(ExprParameter Parameter, string Owner)> FactorsOfBias => LowRankBias is null ? []
        : new[] { LowRankBias.QueryFactors, LowRankBias.KeyFactors }.Select(factors => (factors, "[LowRankBias]"));
}
