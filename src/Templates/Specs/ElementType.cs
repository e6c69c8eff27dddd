namespace KernelGen.Templates.Specs;

/// <summary>How tensor elements are stored; the compile-time twin of the runtime's <c>KernelGen.Precision</c>, same names and order.</summary>
public enum ElementType
{
    /// <summary>IEEE binary32.</summary>
    Float32,

    /// <summary>IEEE binary16.</summary>
    Float16,

    /// <summary>The upper half of a binary32.</summary>
    BFloat16,

    /// <summary>8 bits: 4 of exponent, 3 of fraction, no infinities. Of inputs alone; see <see cref="ElementTypes.Output"/>.</summary>
    Float8E4M3,
}
