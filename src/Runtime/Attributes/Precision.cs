namespace KernelGen;

/// <summary>How the elements of Q, K, V and O are stored. Arithmetic on processors is always in float32.</summary>
public enum Precision
{
    /// <summary>IEEE binary32, <see cref="float"/>.</summary>
    Float32,

    /// <summary>IEEE binary16, <see cref="Half"/>.</summary>
    Float16,

    /// <summary>The upper half of a binary32, <see cref="KernelGen.BFloat16"/>.</summary>
    BFloat16,

    /// <summary>
    /// Q, K and V as <see cref="KernelGen.Float8E4M3"/>; O as <see cref="KernelGen.BFloat16"/>, because 8 bits would lose most of what was computed.
    /// </summary>
    Float8E4M3,
}
