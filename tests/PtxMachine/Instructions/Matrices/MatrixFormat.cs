using KernelGen.PtxMachine.Instructions.Arithmetic;

namespace KernelGen.PtxMachine.Instructions.Matrices;

/// <summary>An element of a factor: how many share a register, and its value, which float32 holds exactly.</summary>
internal interface IMatrixFormat
{
    static abstract int PerRegister { get; }

    static abstract float Widen(uint bits);
}

internal readonly struct Float16Format : IMatrixFormat
{
    public static int PerRegister => 2;

    public static float Widen(uint bits) => (float)BitConverter.UInt16BitsToHalf((ushort)bits);
}

internal readonly struct BFloat16Format : IMatrixFormat
{
    public static int PerRegister => 2;

    public static float Widen(uint bits) => NarrowFloats.FromBFloat16((ushort)bits);
}

internal readonly struct E4M3Format : IMatrixFormat
{
    private static readonly float[] Values = [.. Enumerable.Range(0, 256).Select(bits => NarrowFloats.FromE4M3((byte)bits))];

    public static int PerRegister => 4;

    public static float Widen(uint bits) => Values[bits];
}

internal readonly struct Tf32Format : IMatrixFormat
{
    public static int PerRegister => 1;

    // A GPU reads 19 bits of a tf32 register and ignores the rest.
    public static float Widen(uint bits) => BitConverter.UInt32BitsToSingle(bits & ~0x1FFFu);
}
