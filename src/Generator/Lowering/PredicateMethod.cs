using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Parsing;
using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelGen.Generator.Lowering;

/// <summary>A method with [Mask] or [Score]: its form, and what its parameters mean.</summary>
internal sealed class PredicateMethod
{
    private PredicateMethod(IMethodSymbol symbol, bool isScore)
    {
        Symbol = symbol;
        IsScore = isScore;
    }

    /// <summary>The names of parameters that Forward has already.</summary>
    public static IReadOnlyList<string> Taken { get; } = ["v", "o", "lse", "shape", "options", "Compiled", "Parameter", "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "ReferenceEquals"];

    /// <summary>The method.</summary>
    public IMethodSymbol Symbol { get; }

    /// <summary>Whether it is the score function.</summary>
    public bool IsScore { get; }

    /// <summary>Its data parameters, in their order, with the places where they stand.</summary>
    public List<(ExprParameter Parameter, Location At)> Data { get; } = [];

    /// <summary>What its parameters mean.</summary>
    public LoweringScope Scope { get; private set; } = LoweringScope.Empty;

    /// <summary>
    /// The methods of a class, in the order of declaration. Where it has several files, they count by their paths: the order in which the project
    /// lists them must not be what orders the parameters of Forward.
    /// </summary>
    public static IEnumerable<PredicateMethod> Of(INamedTypeSymbol type)
        => from method in type.GetMembers().OfType<IMethodSymbol>().OrderBy(Path, StringComparer.Ordinal).ThenBy(Position)
           let isMask = Has(method, AttributeNames.Mask)
           let isScore = Has(method, AttributeNames.Score)
           where isMask || isScore
           select new PredicateMethod(method, isScore);

    /// <summary>Checks the form and reads the parameters.</summary>
    /// <param name="score">What the parameter <c>score</c> is.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NotLowerableException">The form or a parameter is wrong.</exception>
    public void ReadSignature(Expr score, CancellationToken cancellation)
    {
        CheckForm(cancellation);
        foreach (var parameter in Symbol.Parameters)
            Read(parameter, score);
    }

    // With one separator, which sorts alike wherever the project is built.
    private static string Path(IMethodSymbol method) => method.Locations[0].SourceTree?.FilePath.Replace('\\', '/') ?? "";

    private static int Position(IMethodSymbol method) => method.Locations[0].SourceSpan.Start;

    private static bool Has(IMethodSymbol method, string attribute)
        => method.GetAttributes().Any(candidate => candidate.AttributeClass?.ToDisplayString() == attribute);

    private void CheckForm(CancellationToken cancellation)
    {
        var wanted = IsScore ? SpecialType.System_Single : SpecialType.System_Boolean;
        var syntax = Symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as MethodDeclarationSyntax;
        var fault = !Symbol.IsStatic ? "is not static"
            : Symbol.IsGenericMethod ? "is generic"
            : Symbol.ReturnType.SpecialType != wanted || Symbol.ReturnsByRef || Symbol.ReturnsByRefReadonly
                ? $"returns {Symbol.ReturnType.ToDisplayString()}"
            : syntax?.Body is null && syntax?.ExpressionBody is null ? "has no body"
            : IsScore && Symbol.Parameters.All(parameter => parameter.Name != "score") ? "does not take the score"
            : null;
        if (fault is not null)
            throw new NotLowerableException(
                Descriptors.PredicateForm, syntax?.Identifier.GetLocation() ?? Symbol.Locations[0],
                IsScore ? "[Score]" : "[Mask]", Symbol.Name, fault,
                IsScore ? $"static float {Symbol.Name}(float score, int q, int k)" : $"static bool {Symbol.Name}(int q, int k)");
    }

    private void Read(IParameterSymbol parameter, Expr score)
    {
        var at = parameter.Locations[0];
        if (PredicateVariables.Of(parameter.Name) is { } variable)
        {
            var isScore = variable.Value == Expr.Score;
            var type = isScore ? SpecialType.System_Single : SpecialType.System_Int32;
            if (parameter.Type.SpecialType != type || parameter.RefKind != RefKind.None || (isScore && !IsScore))
                throw new NotLowerableException(
                    Descriptors.ReservedParameter, at, parameter.Name, isScore ? "float" : "int",
                    isScore ? "the logit, which only a [Score] method has" : variable.Meaning);
            Scope = Scope.With(parameter, isScore ? score : variable.Value);
            return;
        }
        if (DataTypes.Of(parameter) is not { } data)
            throw new NotLowerableException(Descriptors.DataParameterType, at, parameter.Name, parameter.ToDisplayString());
        if (Taken.Contains(parameter.Name))
            throw new NotLowerableException(Descriptors.DataParameterName, at, parameter.Name, "Forward has a parameter of that name");
        Data.Add((data, at));
        Scope = data.HasElements ? Scope.With(parameter, data) : Scope.With(parameter, Expr.Scalar(data));
    }
}
