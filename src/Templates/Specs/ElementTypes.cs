namespace KernelGen.Templates.Specs;

/// <summary>What follows from how elements are stored; the compile-time twin of the runtime's <c>Precisions</c>.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of an element.</summary>
    public static int Bytes(this ElementType type) => type switch
    {
        ElementType.Float32 => sizeof(float),
        ElementType.Float8E4M3 => sizeof(byte),
        _ => sizeof(ushort),
    };

    /// <summary>How O is stored when Q, K and V are stored like this: as they are, but never in 8 bits, which would lose most of what was computed.</summary>
    public static ElementType Output(this ElementType type) => type == ElementType.Float8E4M3 ? ElementType.BFloat16 : type;
}
