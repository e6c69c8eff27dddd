using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

internal sealed unsafe class IntegerBinary<T, TFunction>(int target, int left, int right) : Operation
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    where TFunction : IIntegerBinary
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target);
        var a = warp.Lanes(left);
        var b = warp.Lanes(right);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            Lane.Set(results, lane, TFunction.Apply(Lane.Get<T>(a, lane), Lane.Get<T>(b, lane)));
        }
    }
}

/// <summary><c>mad.lo</c>, and <c>mul.wide</c> and <c>mad.wide</c> where the result is wider than the factors.</summary>
internal sealed unsafe class IntegerMultiplyAdd<TFactor, TSum>(int target, int first, int second, int? addend) : Operation
    where TFactor : unmanaged, IBinaryInteger<TFactor>
    where TSum : unmanaged, IBinaryInteger<TSum>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target);
        var a = warp.Lanes(first);
        var b = warp.Lanes(second);
        var c = warp.Lanes(addend ?? first);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            var product = TSum.CreateTruncating(Lane.Get<TFactor>(a, lane)) * TSum.CreateTruncating(Lane.Get<TFactor>(b, lane));
            Lane.Set(results, lane, addend is null ? product : product + Lane.Get<TSum>(c, lane));
        }
    }
}

/// <summary>Chooses the host's type for a PTX type.</summary>
internal static class IntegerOperations
{
    public static Operation Binary<TFunction>(InstructionDecoder decoder, PtxType type)
        where TFunction : IIntegerBinary
    {
        decoder.ExpectOperands(3);
        var (target, left, right) = (decoder.Target(0, type), decoder.Source(1, type), decoder.Source(2, type));
        return (type.Bits, type.Kind == TypeKind.Signed) switch
        {
            (16, false) => new IntegerBinary<ushort, TFunction>(target, left, right),
            (16, true) => new IntegerBinary<short, TFunction>(target, left, right),
            (32, false) => new IntegerBinary<uint, TFunction>(target, left, right),
            (32, true) => new IntegerBinary<int, TFunction>(target, left, right),
            (64, false) => new IntegerBinary<ulong, TFunction>(target, left, right),
            (64, true) => new IntegerBinary<long, TFunction>(target, left, right),
            _ => throw decoder.Unsupported(type),
        };
    }
}
