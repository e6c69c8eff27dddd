using System.Globalization;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Tuner.Benchmarking;

/// <summary>The problems of <c>kernelgen bench</c>: prompts without mask, causal and windowed, the storage types, and decoding.</summary>
internal static class BenchCases
{
    private static readonly Expr s_window = Expr.And(MaskPatterns.Causal(), MaskPatterns.SlidingWindow(511, 0));

    /// <summary>All of them, in the order of the table.</summary>
    public static IReadOnlyList<BenchCase> All { get; } =
    [
        Prompt("dense-d64", 8, 1024, 64, Expr.True),
        Prompt("dense-d128", 16, 2048, 128, Expr.True),
        Prompt("causal-d64", 8, 4096, 64, MaskPatterns.Causal()),
        Prompt("causal-d128", 16, 2048, 128, MaskPatterns.Causal()),
        Prompt("window-d64", 8, 8192, 64, s_window),
        Prompt("dense-d64-f16", 8, 1024, 64, Expr.True, ElementType.Float16),
        Prompt("dense-d64-bf16", 8, 1024, 64, Expr.True, ElementType.BFloat16),
        Prompt("causal-d128-f16", 16, 2048, 128, MaskPatterns.Causal(), ElementType.Float16),
        Prompt("causal-d128-bf16", 16, 2048, 128, MaskPatterns.Causal(), ElementType.BFloat16),
        Prompt("causal-d128-f8", 16, 2048, 128, MaskPatterns.Causal(), ElementType.Float8E4M3),
        Decode("decode-d128", ElementType.Float32),
        Decode("decode-d128-f16", ElementType.Float16),
        Decode("decode-d128-bf16", ElementType.BFloat16),
        Decode("decode-d128-f8", ElementType.Float8E4M3),
    ];

    private static BenchCase Prompt(string name, int heads, int length, int headDim, Expr mask, ElementType precision = ElementType.Float32)
        => new(name, Spec(headDim, mask, precision), new AttentionShape(1, heads, heads, length, length));

    private static BenchCase Decode(string name, ElementType precision)
        => new(name, Spec(128, MaskPatterns.Causal(), precision), new AttentionShape(1, 32, 8, 1, 8192));

    private static AttentionSpec Spec(int headDim, Expr mask, ElementType precision) => new()
    {
        HeadDim = headDim,
        ValueHeadDim = headDim,
        Precision = precision,
        Scale = 1 / Math.Sqrt(headDim),
        Mask = mask,
    };

    /// <summary>The case of a name, or else the cases whose names contain it.</summary>
    /// <exception cref="ToolException">There are none.</exception>
    public static IReadOnlyList<BenchCase> Matching(string text)
    {
        if (All.FirstOrDefault(one => one.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } named)
            return [named];
        List<BenchCase> found = [.. All.Where(one => one.Name.Contains(text, StringComparison.OrdinalIgnoreCase))];
        return found.Count > 0
            ? found
            : throw new ToolException(string.Create(
                CultureInfo.InvariantCulture,
                $"--case '{text}' is in no case's name; the closest is '{Selection.ClosestName.Of(text, All.Select(one => one.Name))}'. "
                    + $"There are {string.Join(", ", All.Select(one => one.Name))}."));
    }
}
