using KernelGen.Planning;

namespace KernelGen;

/// <summary>
/// Minima and maxima of an array of integers or truth values by blocks of 64 elements, then of 8 blocks, and so on: the extremes of any
/// range cost a few dozen reads. Holds no elements, so it stays valid for every array with the same ones.
/// </summary>
internal sealed class IntervalTable
{
    private const int BlockElements = 64;
    private const int BlocksPerBlock = 8;
    private const int MostSignatures = 8;

    // Level 0 has the blocks of elements, each further level the blocks of the one below.
    private readonly List<(int[] Min, int[] Max)> _levels = [];
    private readonly ulong[] _signatures;

    private IntervalTable(in DataItem item)
    {
        var blocks = Ceiling.Divide(item.Length, BlockElements);
        var (min, max) = (new int[blocks], new int[blocks]);
        _signatures = new ulong[blocks];
        for (var i = 0; i < blocks; i++)
        {
            var first = i * BlockElements;
            var last = Math.Min(first + BlockElements, item.Length) - 1;
            var range = Scan(item, first, last);
            (min[i], max[i]) = (range.Min, range.Max);
            _signatures[i] = ValueSignature.Of(item, first, last);
        }
        _levels.Add((min, max));
        while (_levels[^1].Min.Length > BlocksPerBlock)
            _levels.Add(Summary(_levels[^1]));
    }

    /// <summary>The table of an array; null for a scalar and for numbers, of which nothing is proven.</summary>
    public static IntervalTable? Of(in DataItem item) => item.IsArray && !item.IsOnDevice && item.Type != DataType.Single ? new IntervalTable(item) : null;

    /// <summary>The extremes of the elements from first to last, both inside the array.</summary>
    public Interval Range(in DataItem item, int first, int last)
    {
        var end = last + 1;
        if (end - first <= 2 * BlockElements)
            return Scan(item, first, last);
        var (from, to) = (Ceiling.Divide(first, BlockElements), end / BlockElements);
        var result = Blocks(0, from, to);
        if (first < from * BlockElements)
            result = Join(result, Scan(item, first, from * BlockElements - 1));
        return end > to * BlockElements ? Join(result, Scan(item, to * BlockElements, last)) : result;
    }

    /// <summary>
    /// The signature of the elements from first to last, both inside the array, and perhaps of neighbours in their blocks; all bits for
    /// more than a few blocks, which tell nothing from one another anyway.
    /// </summary>
    public ulong Signature(in DataItem item, int first, int last)
    {
        if (last - first < BlockElements)
            return ValueSignature.Of(item, first, last);
        var (from, to) = (first / BlockElements, last / BlockElements);
        if (to - from > MostSignatures)
            return ValueSignature.All;
        var result = 0UL;
        for (var block = from; block <= to; block++)
            result |= _signatures[block];
        return result;
    }

    /// <summary>The extremes of elements.</summary>
    public static Interval Scan(in DataItem item, int first, int last)
    {
        if (item.Type == DataType.Int32 && first <= last)
        {
            var elements = item.Integers(first, last);
            return new Interval(Min(elements), Max(elements));
        }
        var (min, max) = (int.MaxValue, int.MinValue);
        for (var i = first; i <= last; i++)
        {
            var value = item.Element(i);
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }
        return new Interval(min, max);
    }

    private Interval Blocks(int level, int from, int to)
    {
        if (to - from <= 2 * BlocksPerBlock || level == _levels.Count - 1)
        {
            var (min, max) = _levels[level];
            return new Interval(Min(min.AsSpan(from, to - from)), Max(max.AsSpan(from, to - from)));
        }
        var (above, end) = (Ceiling.Divide(from, BlocksPerBlock), to / BlocksPerBlock);
        var result = Blocks(level + 1, above, end);
        if (from < above * BlocksPerBlock)
            result = Join(result, Blocks(level, from, above * BlocksPerBlock));
        return to > end * BlocksPerBlock ? Join(result, Blocks(level, end * BlocksPerBlock, to)) : result;
    }

    private static (int[] Min, int[] Max) Summary((int[] Min, int[] Max) below)
    {
        var blocks = Ceiling.Divide(below.Min.Length, BlocksPerBlock);
        var (min, max) = (new int[blocks], new int[blocks]);
        for (var i = 0; i < blocks; i++)
        {
            var first = i * BlocksPerBlock;
            var count = Math.Min(BlocksPerBlock, below.Min.Length - first);
            min[i] = Min(below.Min.AsSpan(first, count));
            max[i] = Max(below.Max.AsSpan(first, count));
        }
        return (min, max);
    }

    private static int Min(ReadOnlySpan<int> values) => System.Numerics.Tensors.TensorPrimitives.Min(values);

    private static int Max(ReadOnlySpan<int> values) => System.Numerics.Tensors.TensorPrimitives.Max(values);

    private static Interval Join(Interval a, Interval b) => new(Math.Min(a.Min, b.Min), Math.Max(a.Max, b.Max));
}
