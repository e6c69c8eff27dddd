using KernelGen.PtxMachine.Instructions.Arithmetic;
using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Instructions.Movement;

/// <summary>One value's conversion, bits to bits.</summary>
internal static class Conversion
{
    /// <summary>Null when the machine does not know the pair or its rounding.</summary>
    public static Func<ulong, ulong>? Find(PtxType to, PtxType from, string? rounding, bool isFlushed, bool isSaturated)
    {
        if (to.IsFloat)
        {
            var narrow = Narrowing(to, rounding);
            var widen = Widening(from);
            if (narrow is null || widen is null)
                return null;
            if (from.IsFloat && rounding is "rni" or "rzi" or "rmi" or "rpi")
                return bits => narrow(RoundToInteger(widen(bits), rounding!));
            return (isFlushed, isSaturated) switch
            {
                (false, false) when from.Bits == 64 && !from.IsFloat => IntegerNarrowing(to, from),
                (false, false) => bits => narrow(widen(bits)),
                (true, false) => bits => narrow(Flush(widen(bits))),
                (false, true) => bits => narrow(Rounding.Saturate(widen(bits))),
                _ => bits => narrow(Rounding.Saturate(Flush(widen(bits)))),
            };
        }

        return from.IsFloat ? FloatToInteger(to, from, rounding!, isFlushed) : IntegerToInteger(to, from, isSaturated);
    }

    private static Func<ulong, double>? Widening(PtxType from) => from.Name switch
    {
        "f16" => bits => Float16.Widen((ushort)bits),
        "bf16" => bits => BFloat16.Widen((ushort)bits),
        "f32" => bits => BitConverter.UInt32BitsToSingle((uint)bits),
        "f64" => BitConverter.UInt64BitsToDouble,
        _ when from.IsFloat => null,
        _ when from.Kind == TypeKind.Signed => bits => BitFunctions.Signed(bits, from.Bits),
        _ => bits => bits,
    };

    private static Func<double, ulong>? Narrowing(PtxType to, string? rounding) => (to.Name, rounding) switch
    {
        ("f16", "rz") => value => NarrowFloats.ToFloat16TowardsZero((float)value),
        ("bf16", "rz") => value => NarrowFloats.ToBFloat16TowardsZero((float)value),
        ("tf32", "rna") => value => NarrowFloats.ToTf32AwayFromZero((float)value),
        ("tf32", "rn") => value => NarrowFloats.ToTf32((float)value),
        ("tf32", "rz") => value => NarrowFloats.ToTf32TowardsZero((float)value),
        ("f16", "rn" or null) => value => Float16.Round(value),
        ("bf16", "rn" or null) => value => BFloat16.Round(value),
        ("f32", "rn" or null or "rni" or "rzi" or "rmi" or "rpi") => value => BitConverter.SingleToUInt32Bits((float)value),
        ("f32", "rz") => value => BitConverter.SingleToUInt32Bits(TowardsZero(value)),
        ("f64", "rn" or null or "rni" or "rzi" or "rmi" or "rpi") => BitConverter.DoubleToUInt64Bits,
        _ => null,
    };

    // 64-bit integers do not fit into a float64, so these skip it.
    private static Func<ulong, ulong>? IntegerNarrowing(PtxType to, PtxType from) => (to.Name, from.Kind == TypeKind.Signed) switch
    {
        ("f32", true) => bits => BitConverter.SingleToUInt32Bits((long)bits),
        ("f32", false) => bits => BitConverter.SingleToUInt32Bits(bits),
        ("f64", true) => bits => BitConverter.DoubleToUInt64Bits((long)bits),
        ("f64", false) => bits => BitConverter.DoubleToUInt64Bits(bits),
        _ => null,
    };

    // Values beyond the type's range become its limit, NaN becomes 0.
    private static Func<ulong, ulong>? FloatToInteger(PtxType to, PtxType from, string rounding, bool isFlushed)
    {
        if (Widening(from) is not { } widen)
            return null;
        var isSigned = to.Kind == TypeKind.Signed;
        var (low, high) = isSigned
            ? (-((Int128)1 << (to.Bits - 1)), ((Int128)1 << (to.Bits - 1)) - 1)
            : (Int128.Zero, ((Int128)1 << to.Bits) - 1);
        return bits =>
        {
            var value = isFlushed ? Flush(widen(bits)) : widen(bits);
            if (double.IsNaN(value))
                return 0;
            var integer = Int128.CreateSaturating(RoundToInteger(value, rounding));
            return BitFunctions.Low((ulong)(long)(UInt128)Int128.Clamp(integer, low, high), to.Bits);
        };
    }

    private static Func<ulong, ulong> IntegerToInteger(PtxType to, PtxType from, bool isSaturated)
    {
        Int128 Value(ulong bits) => from.Kind == TypeKind.Signed ? BitFunctions.Signed(bits, from.Bits) : bits;
        if (!isSaturated)
            return bits => BitFunctions.Low((ulong)(UInt128)Value(bits), to.Bits);
        var high = ((Int128)1 << (to.Kind == TypeKind.Signed ? to.Bits - 1 : to.Bits)) - 1;
        var low = to.Kind == TypeKind.Signed ? -high - 1 : 0;
        return bits => BitFunctions.Low((ulong)(UInt128)Int128.Clamp(Value(bits), low, high), to.Bits);
    }

    private static double RoundToInteger(double value, string rounding) => rounding switch
    {
        "rni" => Math.Round(value, MidpointRounding.ToEven),
        "rzi" => Math.Truncate(value),
        "rmi" => Math.Floor(value),
        _ => Math.Ceiling(value),
    };

    private static float TowardsZero(double value)
    {
        var nearest = (float)value;
        return Math.Abs((double)nearest) > Math.Abs(value) ? BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(nearest) - 1) : nearest;
    }

    private static double Flush(double value) => Math.Abs(value) < 1.17549435e-38 ? Math.CopySign(0, value) : value;
}
