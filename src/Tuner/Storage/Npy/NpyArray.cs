namespace KernelGen.Tuner.Storage.Npy;

/// <summary>The element types of .npy files that attention can read: floats for tensors, all but float16 and float64 for data.</summary>
internal enum NpyType
{
    /// <summary>IEEE binary16, <c>&lt;f2</c>.</summary>
    Float16,

    /// <summary>IEEE binary32, <c>&lt;f4</c>.</summary>
    Float32,

    /// <summary>IEEE binary64, <c>&lt;f8</c>.</summary>
    Float64,

    /// <summary>Truth values, a byte each, <c>|b1</c>.</summary>
    Bool,

    /// <summary><c>|i1</c></summary>
    Int8,

    /// <summary><c>|u1</c></summary>
    UInt8,

    /// <summary><c>&lt;i2</c></summary>
    Int16,

    /// <summary><c>&lt;u2</c></summary>
    UInt16,

    /// <summary><c>&lt;i4</c></summary>
    Int32,
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
        NpyType.Float64 => "<f8",
        NpyType.Bool => "|b1",
        NpyType.Int8 => "|i1",
        NpyType.UInt8 => "|u1",
        NpyType.Int16 => "<i2",
        NpyType.UInt16 => "<u2",
        _ => "<i4",
    };

    /// <summary>NumPy's name of a type.</summary>
    public static string Name(NpyType type) => type.ToString().ToLowerInvariant();

    /// <summary>Bytes of an element.</summary>
    public static int Size(NpyType type) => type switch
    {
        NpyType.Bool or NpyType.Int8 or NpyType.UInt8 => sizeof(byte),
        NpyType.Float16 or NpyType.Int16 or NpyType.UInt16 => sizeof(ushort),
        NpyType.Float32 or NpyType.Int32 => sizeof(float),
        _ => sizeof(double),
    };

    /// <summary>An array of zeros.</summary>
    public static NpyArray Zeros(NpyType type, params IReadOnlyList<int> shape)
        => new(type, shape, new byte[checked((int)(shape.Aggregate(1L, (count, length) => count * length) * Size(type)))]);

    /// <summary>One element of floats.</summary>
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
