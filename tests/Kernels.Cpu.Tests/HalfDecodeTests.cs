using System.Collections.Concurrent;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>
/// Decode multiplies float16 without a full conversion. Infinities, NaNs, subnormals and the largest numbers must come out as if it converted
/// them, whatever the scale.
/// </summary>
public sealed class HalfDecodeTests
{
    private const int HeadDim = 64;
    private const int Keys = 150;
    private const int Special = 37;

    private static readonly ConcurrentDictionary<double, CompiledSpec<Half>> s_specs = new();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_special_key_gives_the_oracles_rows(ushort bits, double scale, int queries)
        => Check(scale, queries, (_, k, _) => k[Special * HeadDim + 5] = BitConverter.UInt16BitsToHalf(bits));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_special_value_gives_the_oracles_rows(ushort bits, double scale, int queries)
        => Check(scale, queries, (_, _, v) => v[Special * HeadDim + 5] = BitConverter.UInt16BitsToHalf(bits));

    [Theory]
    [InlineData(0.125)]
    [InlineData(300.0)]
    public void The_largest_queries_stay_finite(double scale)
        => Check(scale, 1, (q, k, _) =>
        {
            q.AsSpan().Fill(Half.MaxValue);
            k.AsSpan().Fill((Half)1e-5);
        });

    /// <summary>Infinities, NaNs, the smallest subnormal, the largest number; one row and a register tile of rows.</summary>
    public static TheoryData<ushort, double, int> Cases()
    {
        var cases = new TheoryData<ushort, double, int>();
        foreach (var bits in new ushort[] { 0x7c00, 0xfc00, 0x7e00, 0x7c01, 0xffff, 0x0001, 0x8001, 0x7bff, 0xfbff })
        {
            foreach (var queries in new[] { 1, 3 })
                cases.Add(bits, queries == 1 ? 0.125 : 40, queries);
        }
        return cases;
    }

    private static void Check(double scale, int queries, Action<Half[], Half[], Half[]> change)
    {
        var spec = s_specs.GetOrAdd(scale, Compile);
        var shape = new AttentionShape(1, 1, 1, queries, Keys);
        var random = new Random(11);
        Half[] Random(int rows) => [.. Enumerable.Range(0, rows * HeadDim).Select(_ => (Half)(random.NextSingle() - 0.5f))];
        var (q, k, v) = (Random(queries), Random(Keys), Random(Keys));
        change(q, k, v);
        var expected = new double[queries * HeadDim];
        spec.Reference(q, k, v, expected, shape);
        foreach (var kernel in spec.Kernels)
        {
            var o = new Half[queries * HeadDim];
            spec.Forward(q, k, v, o, shape, new AttentionOptions { Variant = kernel.Id });
            for (var i = 0; i < o.Length; i++)
                ShouldAgree((double)o[i], (double)(Half)expected[i], $"{kernel.Id}, element {i}");
        }
    }

    private static void ShouldAgree(double actual, double expected, string where)
    {
        if (double.IsFinite(expected))
            actual.ShouldBe(expected, 2e-3 * Math.Max(1, Math.Abs(expected)), where);
        else
            actual.ShouldBe(expected, where);
    }

    private static CompiledSpec<Half> Compile(double scale) => (CompiledSpec<Half>)SpecCompiler.Compile(
        new AttentionSpec
        {
            HeadDim = HeadDim,
            ValueHeadDim = HeadDim,
            Precision = ElementType.Float16,
            Scale = scale,
            Mask = Expr.True,
        },
        "HalfDecode",
        [new CpuConfig(512, 24, 64), new CpuConfig(256, 24, 64), new CpuConfig(128, 24, 64)]);
}
