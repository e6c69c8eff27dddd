using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

/// <summary>A float of 16 bits.</summary>
internal interface INarrowFloat
{
    static abstract double Widen(ushort bits);

    static abstract ushort Round(double value);
}

internal readonly struct Float16 : INarrowFloat
{
    public static double Widen(ushort bits) => (double)BitConverter.UInt16BitsToHalf(bits);

    public static ushort Round(double value) => BitConverter.HalfToUInt16Bits((Half)value);
}

internal readonly struct BFloat16 : INarrowFloat
{
    public static double Widen(ushort bits) => NarrowFloats.FromBFloat16(bits);

    public static ushort Round(double value) => NarrowFloats.ToBFloat16(value);
}

/// <summary>
/// Arithmetic on one or two floats of 16 bits: computed in float64, rounded once. Float64 has more than twice their digits, so a sum, a
/// product or a quotient rounded there first is the right one.
/// </summary>
internal sealed unsafe class PackedOperation<TFormat>(int target, int[] sources, bool isPair, Func<double, double, double, double> function) : Operation
    where TFormat : INarrowFloat
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target);
        var a = warp.Lanes(sources[0]);
        var b = warp.Lanes(sources[^1]);
        var c = warp.Lanes(sources[^1]);
        if (sources.Length == 3)
            b = warp.Lanes(sources[1]);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            uint low = Apply((ushort)a[lane], (ushort)b[lane], (ushort)c[lane]);
            uint high = isPair ? Apply((ushort)(a[lane] >> 16), (ushort)(b[lane] >> 16), (ushort)(c[lane] >> 16)) : 0u;
            results[lane] = low | (high << 16);
        }
    }

    private ushort Apply(ushort a, ushort b, ushort c) => TFormat.Round(function(TFormat.Widen(a), TFormat.Widen(b), TFormat.Widen(c)));
}

internal static class PackedOperations
{
    public static Operation Unary<TFunction>(InstructionDecoder decoder, PtxType type, bool isFlushed, int target, int source)
        where TFunction : IFloatUnary => isFlushed
        ? throw decoder.Unsupported(type)
        : Create(decoder, type, target, [source], (a, _, _) => TFunction.Apply(a));

    public static Operation Binary<TFunction>(InstructionDecoder decoder, PtxType type, int target, int left, int right)
        where TFunction : IFloatBinary => Create(decoder, type, target, [left, right], (a, b, _) => TFunction.Apply(a, b));

    public static Operation Ternary<TFunction>(InstructionDecoder decoder, PtxType type, int target, int a, int b, int c)
        where TFunction : IFloatTernary => Create(decoder, type, target, [a, b, c], TFunction.Apply<double>);

    private static Operation Create(
        InstructionDecoder decoder, PtxType type, int target, int[] sources, Func<double, double, double, double> function) => type.Name switch
    {
        "f16" => new PackedOperation<Float16>(target, sources, isPair: false, function),
        "f16x2" => new PackedOperation<Float16>(target, sources, isPair: true, function),
        "bf16" => new PackedOperation<BFloat16>(target, sources, isPair: false, function),
        "bf16x2" => new PackedOperation<BFloat16>(target, sources, isPair: true, function),
        _ => throw decoder.Unsupported(type),
    };
}
