using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Lowering;

/// <summary>C#'s types and those of the expression language.</summary>
internal static class DataTypes
{
    /// <summary>The data parameter that a parameter is, null when its type cannot be one.</summary>
    public static ExprParameter? Of(IParameterSymbol parameter)
    {
        if (parameter.RefKind != RefKind.None || parameter.IsParams || parameter.HasExplicitDefaultValue)
            return null;
        if (parameter.Type is INamedTypeSymbol { TypeArguments.Length: 1 } span
            && span.OriginalDefinition.ToDisplayString() == "System.ReadOnlySpan<T>")
            return ElementType(span.TypeArguments[0].SpecialType) is { } element ? new ExprParameter(parameter.Name, element, true) : null;
        return parameter.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Single or SpecialType.System_Boolean
            ? new ExprParameter(parameter.Name, ElementType(parameter.Type.SpecialType)!.Value, false)
            : null;
    }

    /// <summary>The type of values of a C# type, null when the language has none.</summary>
    public static ExprType? ValueType(ITypeSymbol? type)
        => type is not null && ElementType(type.SpecialType) is { } known ? new ExprParameter("", known, false).ValueType : null;

    /// <summary>Whether a type is one of spans.</summary>
    public static bool IsSpan(ITypeSymbol type) => type.IsRefLikeType;

    private static ExprDataType? ElementType(SpecialType type) => type switch
    {
        SpecialType.System_Boolean => ExprDataType.Bool,
        SpecialType.System_SByte => ExprDataType.SByte,
        SpecialType.System_Byte => ExprDataType.Byte,
        SpecialType.System_Int16 => ExprDataType.Int16,
        SpecialType.System_UInt16 => ExprDataType.UInt16,
        SpecialType.System_Int32 => ExprDataType.Int32,
        SpecialType.System_Single => ExprDataType.Single,
        _ => null,
    };
}
