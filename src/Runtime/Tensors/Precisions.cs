namespace KernelGen;

/// <summary>What follows from how elements are stored.</summary>
internal static class Precisions
{
    /// <summary>Bytes of an element.</summary>
    public static int Bytes(this Precision precision) => precision switch
    {
        Precision.Float32 => sizeof(float),
        Precision.Float8E4M3 => sizeof(byte),
        _ => sizeof(ushort),
    };

    /// <summary>How O is stored when Q, K and V are stored like this.</summary>
    public static Precision Output(this Precision precision) => precision == Precision.Float8E4M3 ? Precision.BFloat16 : precision;
}
