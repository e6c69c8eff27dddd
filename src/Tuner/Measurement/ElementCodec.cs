namespace KernelGen.Tuner.Measurement;

/// <summary>Reads and writes elements in a precision.</summary>
internal static unsafe class ElementCodec
{
    // Of the 23 bits of a fraction tf32 has 10.
    private const uint LostInTf32 = (1 << 13) - 1;

    /// <summary>
    /// Half the distance from 1 to the next larger number: the relative error of one rounding (24, 11, 8 and 4 significant bits).
    /// </summary>
    public static double UnitRoundoff(Precision precision) => precision switch
    {
        Precision.Float32 => Math.ScaleB(1, -24),
        Precision.Float16 => Math.ScaleB(1, -11),
        Precision.BFloat16 => Math.ScaleB(1, -8),
        _ => Math.ScaleB(1, -4),
    };

    /// <summary>A number as tensor cores take it into a product of tensors of this precision; of float32 tf32, ties away from zero.</summary>
    public static float Factor(Precision precision, float value)
    {
        switch (precision)
        {
            case Precision.Float16:
                return (float)(Half)value;
            case Precision.BFloat16:
                return (float)(BFloat16)value;
            case Precision.Float8E4M3:
                return (float)(Float8E4M3)value;
            default:
                return float.IsFinite(value) ? BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + (LostInTf32 + 1) / 2) & ~LostInTf32) : value;
        }
    }

    /// <summary>Reads one element.</summary>
    public static double Read(Precision precision, void* data, long index) => precision switch
    {
        Precision.Float32 => ((float*)data)[index],
        Precision.Float16 => (double)((Half*)data)[index],
        Precision.BFloat16 => (float)((BFloat16*)data)[index],
        _ => (float)((Float8E4M3*)data)[index],
    };

    /// <summary>Writes one element, rounded.</summary>
    public static void Write(Precision precision, void* data, long index, double value)
    {
        switch (precision)
        {
            case Precision.Float32:
                ((float*)data)[index] = (float)value;
                break;
            case Precision.Float16:
                ((Half*)data)[index] = (Half)value;
                break;
            case Precision.BFloat16:
                ((BFloat16*)data)[index] = (BFloat16)value;
                break;
            default:
                ((Float8E4M3*)data)[index] = (Float8E4M3)value;
                break;
        }
    }
}
