using KernelGen.Templates.Expressions;
using KernelGen.Templates.Tests;

namespace KernelGen.Kernels.Data;

/// <summary>Every pattern of the library as a case.</summary>
public static class PatternDataCases
{
    public static IReadOnlyList<DataCase> All { get; } = [.. PatternCases.All.Select(Case)];

    private static DataCase Case(PatternCase pattern) => new(pattern.Name, ExprText.Write(pattern.Mask), null, pattern.Data)
    {
        Values = shape => pattern.Values(shape.KeyLength),
        Allowed = (values, at) => pattern.Allowed(new(at.Query, at.Key, at.Head, at.KeyHead, at.Batch, at.KeyLength, values)),
    };
}
