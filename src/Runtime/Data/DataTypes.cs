using KernelGen.Planning;

namespace KernelGen;

/// <summary>What is known of a storage type.</summary>
internal static class DataTypes
{
    /// <summary>Every integer that an element can be; truth values are 0 and 1.</summary>
    public static Interval Range(this DataType type) => type switch
    {
        DataType.Bool => new Interval(0, 1),
        DataType.SByte => new Interval(sbyte.MinValue, sbyte.MaxValue),
        DataType.Byte => new Interval(byte.MinValue, byte.MaxValue),
        DataType.Int16 => new Interval(short.MinValue, short.MaxValue),
        DataType.UInt16 => new Interval(ushort.MinValue, ushort.MaxValue),
        _ => new Interval(int.MinValue, int.MaxValue),
    };
}
