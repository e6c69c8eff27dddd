namespace KernelGen;

/// <summary>
/// 64 bits that stand for a set of integers, one for each hash that occurs: sets whose signatures share no bit have no value in common. Tells
/// apart the few documents of two tiles whose numbers interleave, of which minima and maxima say nothing.
/// </summary>
internal static class ValueSignature
{
    /// <summary>Stands for any set.</summary>
    public const ulong All = ulong.MaxValue;

    // 2^32 over the golden ratio: neighbouring values get different bits. 64 bits are numbered by 6.
    private const uint Factor = 0x9e3779b1;
    private const int Shift = 32 - 6;

    /// <summary>Of one value.</summary>
    public static ulong Of(int value) => 1UL << (int)(unchecked((uint)value * Factor) >> Shift);

    /// <summary>Of the elements from first to last, both inside the array.</summary>
    public static ulong Of(in DataItem item, int first, int last)
    {
        var result = 0UL;
        if (item.Type == DataType.Int32 && first <= last)
        {
            foreach (var value in item.Integers(first, last))
                result |= Of(value);
            return result;
        }
        for (var i = first; i <= last; i++)
            result |= Of(item.Element(i));
        return result;
    }
}
