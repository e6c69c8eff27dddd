namespace KernelGen.Tuner.Storage.Npy;

/// <summary>The element types of .npy files that attention can read.</summary>
internal enum NpyType
{
    /// <summary>IEEE binary16, <c>&lt;f2</c>.</summary>
    Float16,

    /// <summary>IEEE binary32, <c>&lt;f4</c>.</summary>
    Float32,

    /// <summary>IEEE binary64, <c>&lt;f8</c>.</summary>
    Float64,
}

/// <summary>A tensor as NumPy stores it: little-endian, C order.</summary>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The lengths.</param>
/// <param name="Data">The elements' bytes.</param>
internal sealed record NpyArray(NpyType Type, IReadOnlyList<int> Shape, byte[] Data)
{
    /// <summary>How many elements there are.</summary>
    public long Count => Shape.Aggregate(1L, (count, length) => count * length);

    /// <summary>NumPy's spelling of a type.</summary>
    public static string Descriptor(NpyType type) => type switch
    {
        NpyType.Float16 => "<f2",
        NpyType.Float32 => "<f4",
        _ => "<f8",
    };

    /// <summary>Bytes of an element.</summary>
    public static int Size(NpyType type) => type switch
    {
        NpyType.Float16 => sizeof(ushort),
        NpyType.Float32 => sizeof(float),
        _ => sizeof(double),
    };

    /// <summary>An array of zeros.</summary>
    public static NpyArray Zeros(NpyType type, params IReadOnlyList<int> shape)
        => new(type, shape, new byte[checked((int)(shape.Aggregate(1L, (count, length) => count * length) * Size(type)))]);

    /// <summary>One element.</summary>
    public double this[long index]
    {
        get
        {
            var bytes = Data.AsSpan(checked((int)(index * Size(Type))), Size(Type));
            return Type switch
            {
                NpyType.Float16 => (double)BitConverter.ToHalf(bytes),
                NpyType.Float32 => BitConverter.ToSingle(bytes),
                _ => BitConverter.ToDouble(bytes),
            };
        }

        set
        {
            var bytes = Data.AsSpan(checked((int)(index * Size(Type))), Size(Type));
            _ = Type switch
            {
                NpyType.Float16 => BitConverter.TryWriteBytes(bytes, (Half)value),
                NpyType.Float32 => BitConverter.TryWriteBytes(bytes, (float)value),
                _ => BitConverter.TryWriteBytes(bytes, value),
            };
        }
    }
}
