using KernelGen.Templates.Specs;
using KernelGen.Tuner.Specs;

[assembly: KernelGen.AttentionSpecText("Demo.TinyCausal", KernelGen.Tuner.Tests.TestSpecs.Causal)]
[assembly: KernelGen.AttentionVariant("Demo.TinyCausal", "cpu.simd/q24-k64-w512")]
[assembly: KernelGen.AttentionSpecText("Demo.HalfDense", KernelGen.Tuner.Tests.TestSpecs.HalfDense)]
[assembly: KernelGen.AttentionSpecText("Demo.Twin", KernelGen.Tuner.Tests.TestSpecs.Causal)]
[assembly: KernelGen.AttentionSpecText("Other.Twin", KernelGen.Tuner.Tests.TestSpecs.HalfDense)]

namespace KernelGen.Tuner.Tests;

/// <summary>Specs as the generator embeds them; this test assembly is the user's assembly of the command tests.</summary>
internal static class TestSpecs
{
    public const string Causal = """
        kernelgen-spec 1
        headDim 16
        valueHeadDim 16
        precision Float32
        scale 0.25
        softcap 0
        alignment BottomRight
        writesLse true
        mask (<= k q)
        queryTile 24
        keyTile 64

        """;

    public const string HalfDense = """
        kernelgen-spec 1
        headDim 8
        valueHeadDim 8
        precision Float16
        scale 0.5
        softcap 0
        alignment BottomRight
        writesLse false
        mask true
        queryTile 0
        keyTile 0

        """;

    public static string EightDense => HalfDense.Replace("Float16", "Float8E4M3", StringComparison.Ordinal);

    public static string AssemblyPath => typeof(TestSpecs).Assembly.Location;

    public static SpecEntry Entry(string name, string text)
    {
        var spec = SpecText.Parse(text);
        return new SpecEntry(name, text, SpecHash.Of(spec), spec);
    }
}
