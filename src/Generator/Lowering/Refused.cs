using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Lowering;

/// <summary>Makes the diagnostics of what cannot be lowered: the code, as the user wrote it, and what is possible instead.</summary>
internal static class Refused
{
    private const int LongestQuote = 40;

    /// <summary>An operation that has no place in a mask or score.</summary>
    public static NotLowerableException At(IOperation operation, string instead)
        => At(operation.Syntax.GetLocation(), operation.Syntax.ToString(), instead);

    /// <summary>A token that has no place in a mask or score.</summary>
    public static NotLowerableException At(Location at, string code, string instead)
    {
        var line = code.Split('\n')[0].TrimEnd();
        return new NotLowerableException(
            Descriptors.NotLowerable, at, line.Length > LongestQuote ? line.Substring(0, LongestQuote) + "..." : line, instead);
    }

    /// <summary>An expression of a type that the language does not have.</summary>
    public static NotLowerableException Type(IOperation operation)
    {
        var type = operation.Type?.ToDisplayString() ?? "nothing";
        var hint = type switch
        {
            "double" or "decimal" => "write float literals (0.5f) and use MathF",
            "long" or "uint" or "ulong" or "nint" => "positions and indices are int",
            _ => "compute it before, and give it as data",
        };
        return new NotLowerableException(Descriptors.PredicateType, operation.Syntax.GetLocation(), operation.Syntax.ToString(), type, hint);
    }
}
