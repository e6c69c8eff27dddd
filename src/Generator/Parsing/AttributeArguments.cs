using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace KernelGen.Generator.Parsing;

/// <summary>Reads the arguments of one attribute, and says where each of them stands.</summary>
internal sealed class AttributeArguments
{
    private readonly AttributeData _data;
    private readonly AttributeSyntax? _syntax;

    private AttributeArguments(AttributeData data, CancellationToken cancellation)
    {
        _data = data;
        _syntax = data.ApplicationSyntaxReference?.GetSyntax(cancellation) as AttributeSyntax;
    }

    /// <summary>Where the attribute's name stands.</summary>
    public Location NameLocation => _syntax?.Name.GetLocation() ?? Location.None;

    /// <summary>The declaration that carries it.</summary>
    public TypeDeclarationSyntax? Declaration => _syntax?.FirstAncestorOrSelf<TypeDeclarationSyntax>();

    /// <summary>The attribute of that metadata name on a type, or null.</summary>
    public static AttributeArguments? Of(INamedTypeSymbol type, string metadataName, CancellationToken cancellation)
    {
        var data = type.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == metadataName);
        return data is null ? null : new AttributeArguments(data, cancellation);
    }

    /// <summary>Whether the user wrote that named argument.</summary>
    public bool Has(string name) => _data.NamedArguments.Any(argument => argument.Key == name);

    /// <summary>The value of a named argument, or <paramref name="fallback"/> when it is not given (or not a constant, a compiler error).</summary>
    public T Named<T>(string name, T fallback)
    {
        foreach (var argument in _data.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T value)
                return value;
        }
        return fallback;
    }

    /// <summary>The value of a named argument that is an enum; one without a name is reported and becomes the default.</summary>
    /// <typeparam name="T">The twin of the runtime's enum: the same names in the same order.</typeparam>
    /// <param name="argument">The argument.</param>
    /// <param name="type">The name of the runtime's enum.</param>
    /// <param name="sink">Takes the report.</param>
    public T Defined<T>(string argument, string type, DiagnosticSink sink)
        where T : struct, Enum
    {
        var given = Named(argument, 0);
        if (Enum.IsDefined(typeof(T), given))
            return (T)(object)given;
        var allowed = string.Join(", ", Enum.GetNames(typeof(T)).Select(name => $"{type}.{name}"));
        sink.Report(Descriptors.UndefinedEnumValue, LocationOf(argument), argument, given, type, allowed);
        return default;
    }

    /// <summary>The value of a positional argument, or <paramref name="fallback"/> when the call does not compile.</summary>
    public T Positional<T>(int index, T fallback)
        => index < _data.ConstructorArguments.Length && _data.ConstructorArguments[index].Value is T value ? value : fallback;

    /// <summary>Where the value of a named argument stands; the attribute's name when it is not given.</summary>
    public Location LocationOf(string name) => Find(argument => argument.NameEquals?.Name.Identifier.ValueText == name);

    /// <summary>Where the value of a positional argument stands; the attribute's name when it is not given.</summary>
    public Location LocationOf(int index, string parameter)
    {
        var position = -1;
        return Find(argument =>
        {
            if (argument.NameEquals is not null)
                return false;
            position++;
            return argument.NameColon is { } named ? named.Name.Identifier.ValueText == parameter : position == index;
        });
    }

    private Location Find(Func<AttributeArgumentSyntax, bool> isWanted)
        => _syntax?.ArgumentList?.Arguments.FirstOrDefault(isWanted)?.Expression.GetLocation() ?? NameLocation;
}
