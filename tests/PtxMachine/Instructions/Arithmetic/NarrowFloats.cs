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

    /// <summary>An e4m3 has a sign, 4 bits of exponent (bias 7) and 3 of fraction; no infinity, and NaN is all ones below the sign.</summary>
    public static float FromE4M3(byte bits)
    {
        var (exponent, fraction) = (bits >> 3 & 0xF, bits & 7);
        if ((bits & 0x7F) == 0x7F)
            return float.NaN;
        var size = exponent == 0 ? fraction / 512f : MathF.ScaleB(8 + fraction, exponent - 10);
        return (bits & 0x80) == 0 ? size : -size;
    }

    /// <summary>The nearest e4m3, ties to even; 448 in place of what is larger (<c>.satfinite</c>).</summary>
    public static byte ToE4M3(float value)
    {
        const int LargestFinite = 0x7E;
        if (float.IsNaN(value))
            return 0x7F;
        var sign = BitConverter.SingleToUInt32Bits(value) >> 24 & 0x80;
        var size = MathF.Abs(value);
        if (size >= 448)
            return (byte)(sign | LargestFinite);
        // Below 2^-6 all numbers are as far from each other as just above it.
        var exponent = size == 0 ? -6 : Math.Max(-6, MathF.ILogB(size));
        var eighths = (int)MathF.Round(MathF.ScaleB(size, 3 - exponent), MidpointRounding.ToEven);
        return (byte)(sign | (uint)((exponent + 6) * 8 + eighths));
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
