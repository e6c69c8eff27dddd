namespace KernelGen;

/// <summary>How the elements of Q, K, V and O are stored. Arithmetic is always in float32.</summary>
public enum Precision
{
    /// <summary>IEEE binary32, <see cref="float"/>.</summary>
    Float32,

    /// <summary>IEEE binary16, <see cref="Half"/>.</summary>
    Float16,

    /// <summary>The upper half of a binary32, <see cref="KernelGen.BFloat16"/>.</summary>
    BFloat16,
}
