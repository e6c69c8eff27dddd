namespace KernelGen;

/// <summary>The value of one data parameter in one call: a scalar, or the address and length of an array, or the address and layout of a tensor.</summary>
public readonly unsafe struct DataItem
{
    private DataItem(DataType type, void* address, int length, int bits)
    {
        Type = type;
        Address = address;
        Length = length;
        Bits = bits;
    }

    private DataItem(DataType type, void* address, in DataLayout tensor)
        : this(type, address, -1, 0)
        => Tensor = tensor;

    /// <summary>The type of the value, or of the elements.</summary>
    public DataType Type { get; }

    /// <summary>The first element; null for a scalar, and for an empty array or tensor.</summary>
    public void* Address { get; private init; }

    /// <summary>
    /// Where the first element lies in the memory of a CUDA device; 0 for a scalar, for what the host holds and no launch has copied yet, and for
    /// what another library placed.
    /// </summary>
    internal ulong DeviceAddress { get; init; }

    /// <summary>Elements of an array; -1 for a scalar and for a tensor.</summary>
    public int Length { get; }

    /// <summary>The bits of a scalar: an int, a float's bits, or 1 for true.</summary>
    public int Bits { get; }

    /// <summary>The lengths and strides of a tensor; its rank is 0 for a scalar and for an array.</summary>
    public DataLayout Tensor { get; }

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => Length >= 0;

    /// <summary>Whether it is an array or a tensor whose elements the host does not see.</summary>
    public bool IsOnDevice => Address is null && (Length > 0 || (IsTensor && Tensor.Reach > 0));

    /// <summary>Elements from the first to the last, both included, of an array or a tensor.</summary>
    public long Reach => IsTensor ? (long)Tensor.Reach : Math.Max(0, Length);

    /// <summary>The same for what counts them by an int, as spans do.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <exception cref="ArgumentException">They are more than an int counts.</exception>
    public int ReachOfSpan(string name) => Reach <= int.MaxValue ? (int)Reach : throw TooLong(name, Reach);

    /// <summary>Whether it is a tensor.</summary>
    public bool IsTensor => Tensor.Rank > 0;

    /// <summary>Bytes of an element.</summary>
    internal int ElementBytes => Type switch
    {
        DataType.Bool or DataType.SByte or DataType.Byte => 1,
        DataType.Int16 or DataType.UInt16 => 2,
        _ => 4,
    };

    /// <summary>Some elements of an array of ints, the last one included; the indices are not checked. Most arrays of masks are such.</summary>
    internal ReadOnlySpan<int> Integers(int first, int last) => new((int*)Address + first, last - first + 1);

    /// <summary>An element of an array of integers or truth values; the index is not checked.</summary>
    internal int Element(int index) => Type switch
    {
        DataType.Bool => ((byte*)Address)[index] != 0 ? 1 : 0,
        DataType.SByte => ((sbyte*)Address)[index],
        DataType.Byte => ((byte*)Address)[index],
        DataType.Int16 => ((short*)Address)[index],
        DataType.UInt16 => ((ushort*)Address)[index],
        _ => ((int*)Address)[index],
    };

    /// <summary>One integer.</summary>
    public static DataItem Of(int value) => new(DataType.Int32, null, -1, value);

    /// <summary>One number.</summary>
    public static DataItem Of(float value) => new(DataType.Single, null, -1, BitConverter.SingleToInt32Bits(value));

    /// <summary>One truth value.</summary>
    public static DataItem Of(bool value) => new(DataType.Bool, null, -1, value ? 1 : 0);

    /// <summary>An array in the memory of a device: of its elements the host knows nothing, and tile plans take them to be anything.</summary>
    /// <param name="type">The type of its elements.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="name">The name of the array's parameter.</param>
    /// <exception cref="ArgumentException">There are more than an int counts: masks index by int32.</exception>
    public static DataItem OnDevice(DataType type, long length, string name)
        => length <= int.MaxValue ? new(type, null, (int)Math.Max(0, length), 0) : throw TooLong(name, length);

    /// <summary>A tensor in the memory of a device.</summary>
    /// <param name="type">The type of its elements.</param>
    /// <param name="layout">Its lengths and strides.</param>
    /// <param name="length">Elements of the view that it lies in.</param>
    /// <param name="name">The name of the tensor's parameter.</param>
    /// <exception cref="ArgumentException">A stride is negative, or the tensor leaves the view.</exception>
    public static DataItem OnDevice(DataType type, DataLayout layout, long length, string name)
    {
        for (var i = 0; i < DataLayout.Dimensions; i++)
        {
            if (layout.Stride(i) < 0)
                throw new ArgumentException(FormattableString.Invariant($"{name} has the stride {layout.Stride(i)}; no stride may be negative."), name);
        }
        return layout.Reach <= length
            ? new(type, null, layout)
            : throw new ArgumentException(FormattableString.Invariant($"{name} has {length} elements; with the lengths {layout} and its strides the layout asks for at least {layout.Reach}."), name);
    }

    private static ArgumentException TooLong(string name, long length)
        => new(FormattableString.Invariant($"{name} has {length} elements; at most {int.MaxValue} are possible here."), name);

    /// <summary>The same array or tensor of a CUDA device, where another library placed it; what the host holds stays as it is.</summary>
    /// <param name="address">The device's address of its first element.</param>
    public DataItem At(nint address) => IsOnDevice ? this with { DeviceAddress = (ulong)address } : this;

    /// <summary>The same array or tensor with its elements in the host's memory.</summary>
    internal DataItem OnHost(void* elements) => this with { Address = elements, DeviceAddress = 0 };

    /// <summary>An array, which stays where it is until the call returns.</summary>
    /// <param name="elements">The first element.</param>
    /// <param name="length">How many there are.</param>
    public static DataItem Of(bool* elements, int length) => new(DataType.Bool, elements, length, 0);

    /// <inheritdoc cref="Of(bool*, int)"/>
    public static DataItem Of(sbyte* elements, int length) => new(DataType.SByte, elements, length, 0);

    /// <inheritdoc cref="Of(bool*, int)"/>
    public static DataItem Of(byte* elements, int length) => new(DataType.Byte, elements, length, 0);

    /// <inheritdoc cref="Of(bool*, int)"/>
    public static DataItem Of(short* elements, int length) => new(DataType.Int16, elements, length, 0);

    /// <inheritdoc cref="Of(bool*, int)"/>
    public static DataItem Of(ushort* elements, int length) => new(DataType.UInt16, elements, length, 0);

    /// <inheritdoc cref="Of(bool*, int)"/>
    public static DataItem Of(int* elements, int length) => new(DataType.Int32, elements, length, 0);

    /// <inheritdoc cref="Of(bool*, int)"/>
    public static DataItem Of(float* elements, int length) => new(DataType.Single, elements, length, 0);

    /// <summary>A tensor, which stays where it is until the call returns.</summary>
    /// <param name="elements">The first element.</param>
    /// <param name="lengths">The lengths of its dimensions, of which a call takes 2 to 4.</param>
    /// <param name="strides">Elements from one index to the next along each of them.</param>
    public static DataItem Of(bool* elements, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
        => new(DataType.Bool, elements, new DataLayout(lengths, strides));

    /// <inheritdoc cref="Of(bool*, ReadOnlySpan{nint}, ReadOnlySpan{nint})"/>
    public static DataItem Of(float* elements, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
        => new(DataType.Single, elements, new DataLayout(lengths, strides));
}
