using System.Numerics;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

/// <summary>The modifiers <c>.ftz</c> (denormal operands and results become zeros of their sign) and <c>.sat</c> (into 0..1, NaN to 0).</summary>
internal static class Rounding
{
    public static T Flush<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsSubnormal(value) ? T.CopySign(T.Zero, value) : value;

    public static T Saturate<T>(T value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => value > T.Zero ? T.MinNumber(value, T.One) : T.Zero;
}

internal readonly struct FlushedUnary<TFunction> : IFloatUnary
    where TFunction : IFloatUnary
{
    public static T Apply<T>(T a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> => Rounding.Flush(TFunction.Apply(Rounding.Flush(a)));
}

internal readonly struct FlushedBinary<TFunction> : IFloatBinary
    where TFunction : IFloatBinary
{
    public static T Apply<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> =>
        Rounding.Flush(TFunction.Apply(Rounding.Flush(a), Rounding.Flush(b)));
}

internal readonly struct FlushedTernary<TFunction> : IFloatTernary
    where TFunction : IFloatTernary
{
    public static T Apply<T>(T a, T b, T c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> =>
        Rounding.Flush(TFunction.Apply(Rounding.Flush(a), Rounding.Flush(b), Rounding.Flush(c)));
}

internal readonly struct SaturatedBinary<TFunction> : IFloatBinary
    where TFunction : IFloatBinary
{
    public static T Apply<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> => Rounding.Saturate(TFunction.Apply(a, b));
}

internal readonly struct SaturatedTernary<TFunction> : IFloatTernary
    where TFunction : IFloatTernary
{
    public static T Apply<T>(T a, T b, T c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T> => Rounding.Saturate(TFunction.Apply(a, b, c));
}
