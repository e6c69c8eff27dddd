using KernelGen.PtxMachine.Instructions.Arithmetic;

namespace KernelGen.PtxMachine.Instructions.Logic;

internal readonly struct And : IIntegerBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => a & b;
}

internal readonly struct Or : IIntegerBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => a | b;
}

internal readonly struct ExclusiveOr : IIntegerBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b) => a ^ b;
}

/// <summary>The amount comes as a value of the same type, already cut to the type's width.</summary>
internal readonly struct ShiftLeft : IIntegerBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b)
    {
        var amount = int.CreateTruncating(b);
        return amount >= Width<T>() ? T.Zero : a << amount;
    }

    internal static unsafe int Width<T>()
        where T : unmanaged => sizeof(T) * 8;
}

internal readonly struct ShiftRight : IIntegerBinary
{
    static T IIntegerBinary.Apply<T>(T a, T b)
    {
        var amount = int.CreateTruncating(b);
        if (amount < ShiftLeft.Width<T>())
            return a >> amount;
        return T.IsNegative(a) ? T.Zero - T.One : T.Zero;
    }
}
