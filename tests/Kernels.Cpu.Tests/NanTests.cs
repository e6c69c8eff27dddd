using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>A NaN that a row sees makes the row NaN, whatever its payload bits; it must not turn into a number on the way through exp2.</summary>
public sealed class NanTests
{
    private const int HeadDim = 16;

    private static readonly CompiledSpec<float> s_spec = (CompiledSpec<float>)SpecCompiler.Compile(
        new AttentionSpec
        {
            HeadDim = HeadDim,
            ValueHeadDim = HeadDim,
            Precision = ElementType.Float32,
            Scale = 0.25,
            Mask = Expr.True,
        },
        "Nan",
        [new CpuConfig(512, 24, 64), new CpuConfig(256, 24, 64), new CpuConfig(128, 24, 64)]);

    [Theory]
    [InlineData(0x7fc00000u)]
    [InlineData(0x7fc00001u)]
    [InlineData(0x7fffffffu)]
    [InlineData(0xffc00001u)]
    [InlineData(0xffffffffu)]
    public void A_NaN_in_Q_or_K_makes_the_rows_that_see_it_NaN(uint bits)
    {
        foreach (var kernel in s_spec.Kernels)
        {
            foreach (var queries in new[] { 1, 3, 50 })
            {
                var shape = new AttentionShape(1, 1, 1, queries, 70);
                Run(shape, kernel.Id, bits, inQuery: true).AsSpan(0, HeadDim).ToArray().ShouldAllBe(value => float.IsNaN(value), $"{kernel.Id} {shape}");
                Run(shape, kernel.Id, bits, inQuery: false).ShouldAllBe(value => float.IsNaN(value), $"{kernel.Id} {shape}");
            }
        }
    }

    private static float[] Run(AttentionShape shape, string variant, uint bits, bool inQuery)
    {
        var random = new Random(4);
        float[] Random(int rows) => [.. Enumerable.Range(0, rows * HeadDim).Select(_ => random.NextSingle() - 0.5f)];
        var (q, k, v, o) = (Random(shape.QueryLength), Random(shape.KeyLength), Random(shape.KeyLength), Random(shape.QueryLength));
        (inQuery ? q : k)[3] = BitConverter.UInt32BitsToSingle(bits);
        s_spec.Forward(q, k, v, o, shape, new AttentionOptions { Variant = variant });
        return o;
    }
}
