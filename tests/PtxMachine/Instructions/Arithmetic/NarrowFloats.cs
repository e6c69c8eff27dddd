namespace KernelGen.PtxMachine.Instructions.Arithmetic;

/// <summary>Conversions to and from the float formats that .NET does not have, rounding to the nearest even unless the name says otherwise.</summary>
internal static class NarrowFloats
{
    public static float FromBFloat16(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);

    public static ushort ToBFloat16(double value) => ToBFloat16(RoundToOdd(value));

    public static ushort ToBFloat16(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return 0x7FFF;
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    public static ushort ToBFloat16TowardsZero(float value) =>
        float.IsNaN(value) ? (ushort)0x7FFF : (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);

    /// <summary>Float16 nearest to zero among the two neighbours.</summary>
    public static ushort ToFloat16TowardsZero(float value)
    {
        var half = (Half)value;
        if (float.IsInfinity(value) || !(MathF.Abs((float)half) > MathF.Abs(value)))
            return BitConverter.HalfToUInt16Bits(half);
        return (ushort)(BitConverter.HalfToUInt16Bits(half) - 1);
    }

    /// <summary>TF32 keeps 10 bits of the fraction; ties go away from zero (<c>cvt.rna</c>).</summary>
    public static uint ToTf32AwayFromZero(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsFinite(value) ? (bits + 0x1000) & ~0x1FFFu : bits;
    }

    public static uint ToTf32(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsFinite(value) ? (bits + 0xFFF + ((bits >> 13) & 1)) & ~0x1FFFu : bits;
    }

    public static uint ToTf32TowardsZero(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsFinite(value) ? bits & ~0x1FFFu : bits;
    }

    // An inexact result gets an odd last bit, so that rounding it again to fewer bits gives what one rounding would have given.
    private static float RoundToOdd(double value)
    {
        var nearest = (float)value;
        if (nearest == value || double.IsNaN(value) || double.IsInfinity(value))
            return nearest;
        var bits = BitConverter.SingleToUInt32Bits(nearest);
        var truncated = Math.Abs((double)nearest) > Math.Abs(value) ? bits - 1 : bits;
        return BitConverter.UInt32BitsToSingle(truncated | 1);
    }
}
