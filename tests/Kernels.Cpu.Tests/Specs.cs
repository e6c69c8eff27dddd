using KernelGen.Kernels.Cases;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>Compiled specs and inputs for tests that are not cases of the suite.</summary>
internal static class Specs
{
    /// <summary>float32, D 64, causal, with log-sum-exp.</summary>
    public static CompiledSpec<float> Causal64() => Compile(new SpecCase(ElementType.Float32, 64, 64, MaskKind.Causal, WritesLse: true));

    /// <summary>float32, D 64, no mask, without log-sum-exp.</summary>
    public static CompiledSpec<float> Dense64() => Compile(new SpecCase(ElementType.Float32, 64, 64, MaskKind.None));

    /// <summary>Random Q, K and V and an empty O for a shape with D = Dv.</summary>
    public static (float[] Q, float[] K, float[] V, float[] O) Arrays(AttentionShape shape, int headDim)
    {
        var random = new Random(17);
        var queries = shape.Batch * shape.QueryHeads * shape.QueryLength * headDim;
        var keys = shape.Batch * shape.KeyHeads * shape.KeyLength * headDim;
        return (Random(queries), Random(keys), Random(keys), new float[queries]);

        float[] Random(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 4 - 2)];
    }

    private static CompiledSpec<float> Compile(SpecCase spec) => (CompiledSpec<float>)SimdRunner.Instance.Prepare(spec).Compiled;
}
