using System.Buffers.Binary;
using System.Runtime.InteropServices;
using KernelGen.Templates.Expressions;

namespace KernelGen.Tuner.Data;

/// <summary>
/// The value of one data parameter: the little-endian bytes of a scalar (an int, a float, or one byte), or of the elements of an array or tensor.
/// </summary>
/// <param name="Parameter">Which parameter.</param>
/// <param name="Bytes">The bytes.</param>
internal sealed record DataValue(ExprParameter Parameter, byte[] Bytes)
{
    /// <summary>The lengths of a tensor, row-major; none for anything else.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [];

    /// <summary>Elements; 1 for a scalar.</summary>
    public int Length => Bytes.Length / ElementSize(Parameter.Type);

    /// <summary>Bytes of an element.</summary>
    public static int ElementSize(ExprDataType type) => type switch
    {
        ExprDataType.Bool or ExprDataType.SByte or ExprDataType.Byte => sizeof(byte),
        ExprDataType.Int16 or ExprDataType.UInt16 => sizeof(short),
        _ => sizeof(int),
    };

    /// <summary>A value made of integers (1 for true); of a Float parameter they are the bits.</summary>
    /// <param name="parameter">Which parameter.</param>
    /// <param name="length">Elements; 1 for a scalar.</param>
    /// <param name="element">Each of them, inside the type's range.</param>
    public static DataValue Of(ExprParameter parameter, int length, Func<int, int> element)
    {
        var size = ElementSize(parameter.Type);
        var bytes = new byte[length * size];
        Span<byte> widened = stackalloc byte[sizeof(int)];
        for (var i = 0; i < length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(widened, element(i));
            widened[..size].CopyTo(bytes.AsSpan(i * size));
        }
        return new DataValue(parameter, bytes);
    }

    /// <summary>A tensor made of integers, as <see cref="Of"/> makes an array.</summary>
    /// <param name="parameter">Which parameter.</param>
    /// <param name="lengths">Its lengths.</param>
    /// <param name="element">Each of the elements in row-major order.</param>
    public static DataValue OfTensor(ExprParameter parameter, IReadOnlyList<int> lengths, Func<int, int> element)
        => Of(parameter, lengths.Aggregate(1, (count, length) => checked(count * length)), element) with { Lengths = lengths };

    /// <summary>The length of one of the four dimensions that reads of a tensor name; leading ones that it lacks have length 1.</summary>
    public int LengthOf(int dimension)
        => dimension - TensorLoad.Rank + Lengths.Count is >= 0 and var place ? Lengths[place] : 1;

    /// <summary>The smallest and the largest integer (1 for true); meaningless for floats.</summary>
    public (int Min, int Max) Range => Parameter.Type switch
    {
        ExprDataType.Bool => Bytes.Length == 0 ? default : (Bytes.Min(value => value != 0 ? 1 : 0), Bytes.Max(value => value != 0 ? 1 : 0)),
        ExprDataType.SByte => Extremes<sbyte>(),
        ExprDataType.Byte => Extremes<byte>(),
        ExprDataType.Int16 => Extremes<short>(),
        ExprDataType.UInt16 => Extremes<ushort>(),
        _ => Extremes<int>(),
    };

    /// <summary>The value as kernels take it.</summary>
    /// <param name="memory">Where the bytes of an array or tensor lie until the call returns.</param>
    public unsafe DataItem Item(byte* memory) => (Parameter.Type, Parameter.IsArray) switch
    {
        (ExprDataType.Bool, _) when Parameter.IsTensor => DataItem.Of((bool*)memory, Dimensions(), Strides()),
        (ExprDataType.Single, _) when Parameter.IsTensor => DataItem.Of((float*)memory, Dimensions(), Strides()),
        (ExprDataType.Bool, true) => DataItem.Of((bool*)memory, Length),
        (ExprDataType.SByte, true) => DataItem.Of((sbyte*)memory, Length),
        (ExprDataType.Byte, true) => DataItem.Of(memory, Length),
        (ExprDataType.Int16, true) => DataItem.Of((short*)memory, Length),
        (ExprDataType.UInt16, true) => DataItem.Of((ushort*)memory, Length),
        (ExprDataType.Int32, true) => DataItem.Of((int*)memory, Length),
        (ExprDataType.Single, true) => DataItem.Of((float*)memory, Length),
        (ExprDataType.Bool, false) => DataItem.Of(Bytes[0] != 0),
        (ExprDataType.Single, false) => DataItem.Of(BinaryPrimitives.ReadSingleLittleEndian(Bytes)),
        _ => DataItem.Of(BinaryPrimitives.ReadInt32LittleEndian(Bytes)),
    };

    private nint[] Dimensions() => [.. Lengths.Select(length => (nint)length)];

    private nint[] Strides()
    {
        var strides = new nint[Lengths.Count];
        nint stride = 1;
        for (var i = strides.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Lengths[i];
        }
        return strides;
    }

    private (int Min, int Max) Extremes<T>()
        where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var (min, max) = (int.MaxValue, int.MinValue);
        foreach (var value in MemoryMarshal.Cast<byte, T>(Bytes))
            (min, max) = (Math.Min(min, int.CreateChecked(value)), Math.Max(max, int.CreateChecked(value)));
        return min > max ? (0, 0) : (min, max);
    }
}
