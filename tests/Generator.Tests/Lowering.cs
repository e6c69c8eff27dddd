namespace KernelGen.Generator.Tests;

/// <summary>Sources with one predicate.</summary>
internal static class Lowering
{
    /// <summary>A spec whose class has these members.</summary>
    public static string Members(string members) => Specs.With("[AttentionKernel(HeadDim = 64)]", $$"""
        public static partial class Attention
        {
            {{members}}
        }
        """).Replace("using KernelGen;", "using System;\nusing KernelGen;", StringComparison.Ordinal);

    /// <summary>A spec whose mask is an expression over q, k and a bit of everything.</summary>
    public static string Mask(string expression) => Members(
        $"[Mask] static bool Allowed(int q, int k, int head, int n, float x, bool b, ReadOnlySpan<int> a, ReadOnlySpan<byte> bytes, ReadOnlySpan<bool> bits, ReadOnlySpan<float> f) => {expression};");

    /// <summary>A spec whose score is an expression.</summary>
    public static string Score(string expression) => Members(
        $"[Score] static float Map(float score, int q, int k, int n, float x, ReadOnlySpan<int> a, ReadOnlySpan<float> f) => {expression};");

    /// <summary>A spec whose mask is a body over q and k.</summary>
    public static string Body(string statements, string others = "") => Members(
        $$"""
        [Mask] static bool Allowed(int q, int k, int n, ReadOnlySpan<int> a)
        {
            {{statements}}
        }
        {{others}}
        """);
}
