using System.Numerics;
using System.Runtime.CompilerServices;
using KernelGen.PtxMachine.Decoding;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

internal sealed unsafe class FloatUnary<T, TFunction>(int target, int source) : Operation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    where TFunction : IFloatUnary
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target);
        var a = warp.Lanes(source);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            Lane.Set(results, lane, TFunction.Apply(Lane.Get<T>(a, lane)));
        }
    }
}

internal sealed unsafe class FloatBinary<T, TFunction>(int target, int left, int right) : Operation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    where TFunction : IFloatBinary
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

internal sealed unsafe class FloatTernary<T, TFunction>(int target, int first, int second, int third) : Operation
    where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    where TFunction : IFloatTernary
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(Warp warp, uint mask)
    {
        var results = warp.Lanes(target);
        var a = warp.Lanes(first);
        var b = warp.Lanes(second);
        var c = warp.Lanes(third);
        for (var lanes = mask; lanes != 0; lanes &= lanes - 1)
        {
            var lane = BitOperations.TrailingZeroCount(lanes);
            Lane.Set(results, lane, TFunction.Apply(Lane.Get<T>(a, lane), Lane.Get<T>(b, lane), Lane.Get<T>(c, lane)));
        }
    }
}

/// <summary>Chooses the host's types for a PTX type and its modifiers.</summary>
internal static class FloatOperations
{
    public static Operation Unary<TFunction>(InstructionDecoder decoder, PtxType type)
        where TFunction : IFloatUnary
    {
        decoder.ExpectOperands(2);
        var isFlushed = decoder.Take("ftz");
        var (target, source) = (decoder.Target(0, type), decoder.Source(1, type));
        return type.Name switch
        {
            "f32" when isFlushed => new FloatUnary<float, FlushedUnary<TFunction>>(target, source),
            "f32" => new FloatUnary<float, TFunction>(target, source),
            "f64" when !isFlushed => new FloatUnary<double, TFunction>(target, source),
            _ => PackedOperations.Unary<TFunction>(decoder, type, isFlushed, target, source),
        };
    }

    public static Operation Binary<TFunction>(InstructionDecoder decoder, PtxType type)
        where TFunction : IFloatBinary
    {
        decoder.ExpectOperands(3);
        return (decoder.Take("ftz"), decoder.Take("sat")) switch
        {
            (false, false) => Plain<TFunction>(decoder, type),
            (true, false) => Plain<FlushedBinary<TFunction>>(decoder, type),
            (false, true) => Plain<SaturatedBinary<TFunction>>(decoder, type),
            _ => Plain<SaturatedBinary<FlushedBinary<TFunction>>>(decoder, type),
        };
    }

    public static Operation Ternary<TFunction>(InstructionDecoder decoder, PtxType type)
        where TFunction : IFloatTernary
    {
        decoder.ExpectOperands(4);
        return (decoder.Take("ftz"), decoder.Take("sat")) switch
        {
            (false, false) => PlainTernary<TFunction>(decoder, type),
            (true, false) => PlainTernary<FlushedTernary<TFunction>>(decoder, type),
            (false, true) => PlainTernary<SaturatedTernary<TFunction>>(decoder, type),
            _ => PlainTernary<SaturatedTernary<FlushedTernary<TFunction>>>(decoder, type),
        };
    }

    private static Operation Plain<TFunction>(InstructionDecoder decoder, PtxType type)
        where TFunction : IFloatBinary
    {
        var (target, left, right) = (decoder.Target(0, type), decoder.Source(1, type), decoder.Source(2, type));
        return type.Name switch
        {
            "f32" => new FloatBinary<float, TFunction>(target, left, right),
            "f64" => new FloatBinary<double, TFunction>(target, left, right),
            _ => PackedOperations.Binary<TFunction>(decoder, type, target, left, right),
        };
    }

    private static Operation PlainTernary<TFunction>(InstructionDecoder decoder, PtxType type)
        where TFunction : IFloatTernary
    {
        var target = decoder.Target(0, type);
        var (a, b, c) = (decoder.Source(1, type), decoder.Source(2, type), decoder.Source(3, type));
        return type.Name switch
        {
            "f32" => new FloatTernary<float, TFunction>(target, a, b, c),
            "f64" => new FloatTernary<double, TFunction>(target, a, b, c),
            _ => PackedOperations.Ternary<TFunction>(decoder, type, target, a, b, c),
        };
    }
}
