using System.Numerics;

namespace KernelGen.PtxMachine.Instructions.Arithmetic;

// What one instruction computes for one lane, over any type that has it; the operations that loop over lanes are made of these.

internal interface IIntegerBinary
{
    static abstract T Apply<T>(T a, T b)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>;
}

internal interface IFloatUnary
{
    static abstract T Apply<T>(T a)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>;
}

internal interface IFloatBinary
{
    static abstract T Apply<T>(T a, T b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>;
}

internal interface IFloatTernary
{
    static abstract T Apply<T>(T a, T b, T c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>;
}

internal readonly struct Add : IIntegerBinary, IFloatBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => a + b;

    static T IFloatBinary.Apply<T>(T a, T b) => a + b;
}

internal readonly struct Subtract : IIntegerBinary, IFloatBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => a - b;

    static T IFloatBinary.Apply<T>(T a, T b) => a - b;
}

internal readonly struct Multiply : IIntegerBinary, IFloatBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => a * b;

    static T IFloatBinary.Apply<T>(T a, T b) => a * b;
}

/// <summary>Division by zero gives all ones: PTX leaves it open, and a kernel that depends on it should fail.</summary>
internal readonly struct Divide : IIntegerBinary, IFloatBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => T.IsZero(b) ? T.Zero - T.One : T.IsNegative(b) && b + T.One == T.Zero ? T.Zero - a : a / b;

    static T IFloatBinary.Apply<T>(T a, T b) => a / b;
}

internal readonly struct Remainder : IIntegerBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => T.IsZero(b) ? T.Zero - T.One : T.IsNegative(b) && b + T.One == T.Zero ? T.Zero : a % b;
}

/// <summary>Of a number and a NaN, the number.</summary>
internal readonly struct Minimum : IIntegerBinary, IFloatBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => T.Min(a, b);

    static T IFloatBinary.Apply<T>(T a, T b) => T.MinNumber(a, b);
}

internal readonly struct Maximum : IIntegerBinary, IFloatBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => T.Max(a, b);

    static T IFloatBinary.Apply<T>(T a, T b) => T.MaxNumber(a, b);
}

/// <summary><c>min.NaN</c>: of a number and a NaN, the NaN.</summary>
internal readonly struct MinimumOrNaN : IFloatBinary
{
    static T IFloatBinary.Apply<T>(T a, T b) => T.Min(a, b);
}

internal readonly struct MaximumOrNaN : IFloatBinary
{
    static T IFloatBinary.Apply<T>(T a, T b) => T.Max(a, b);
}

internal readonly struct MultiplyAdd : IFloatTernary
{
    static T IFloatTernary.Apply<T>(T a, T b, T c) => T.FusedMultiplyAdd(a, b, c);
}

internal readonly struct Negate : IFloatUnary
{
    static T IFloatUnary.Apply<T>(T a) => -a;
}

internal readonly struct Absolute : IFloatUnary
{
    static T IFloatUnary.Apply<T>(T a) => T.Abs(a);
}
