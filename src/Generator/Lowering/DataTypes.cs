using KernelGen.Templates.Expressions;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Lowering;

/// <summary>C#'s types and those of the expression language.</summary>
internal static class DataTypes
{
    /// <summary>The data parameter that a parameter is, null when its type cannot be one.</summary>
    public static ExprParameter? Of(IParameterSymbol parameter)
    {
        if (parameter.IsParams || parameter.HasExplicitDefaultValue)
            return null;
        // A tensor span is large; "in" saves a copy, in C# that never runs, but is how such parameters are written.
        if (Element(parameter.Type, "System.Numerics.Tensors.ReadOnlyTensorSpan<T>") is { } tensor && parameter.RefKind is (RefKind.None or RefKind.In))
            return tensor is ExprDataType.Bool or ExprDataType.Single ? ExprParameter.Tensor(parameter.Name, tensor) : null;
        if (parameter.RefKind != RefKind.None)
            return null;
        if (Element(parameter.Type, "System.ReadOnlySpan<T>") is { } array)
            return new ExprParameter(parameter.Name, array, true);
        return parameter.Type.SpecialType is SpecialType.System_Int32 or SpecialType.System_Single or SpecialType.System_Boolean
            ? new ExprParameter(parameter.Name, ElementType(parameter.Type.SpecialType)!.Value, false)
            : null;
    }

    /// <summary>The type of values of a C# type, null when the language has none.</summary>
    public static ExprType? ValueType(ITypeSymbol? type)
        => type is not null && ElementType(type.SpecialType) is { } known ? new ExprParameter("", known, false).ValueType : null;

    /// <summary>Whether a type is one of spans.</summary>
    public static bool IsSpan(ITypeSymbol type) => type.IsRefLikeType;

    // The elements of a span of that kind, null when the type is none or they are none that data may have.
    private static ExprDataType? Element(ITypeSymbol type, string span)
        => type is INamedTypeSymbol { TypeArguments.Length: 1 } given && given.OriginalDefinition.ToDisplayString() == span
            ? ElementType(given.TypeArguments[0].SpecialType)
            : null;

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
