using System.Runtime.CompilerServices;
using KernelGen.Planning;

namespace KernelGen;

/// <summary>
/// The values of a spec's data parameters in one call, by their number. Emitted masks and scores read them here. A read outside an array
/// gives 0 or false: a vector reads past the last key, and both sides of a condition.
/// </summary>
public readonly unsafe partial struct CallData
{
    // Without tables, longer ranges cost more than their signatures tell.
    private const int MostScanned = 512;

    private readonly DataItem* _items;
    private readonly IntervalTable?[]? _tables;
    private readonly TruthTables? _truths;

    /// <summary>Data that lies where it is until the call returns.</summary>
    /// <param name="items">The first value.</param>
    /// <param name="count">How many values.</param>
    public CallData(DataItem* items, int count)
        : this(items, count, 0, null, null)
    {
    }

    private CallData(DataItem* items, int count, ulong version, IntervalTable?[]? tables, TruthTables? truths)
    {
        _items = items;
        Count = count;
        Version = version;
        _tables = tables;
        _truths = truths;
    }

    /// <summary>How many parameters have a value.</summary>
    public int Count { get; }

    /// <summary>A hash of the values that the mask reads: plans that were made for others do not fit.</summary>
    internal ulong Version { get; }

    /// <summary>The value of a parameter.</summary>
    public DataItem this[int parameter] => _items[parameter];

    /// <summary>Whether the host sees the value of a parameter; an array in the memory of a device it does not.</summary>
    public bool Sees(int parameter) => !_items[parameter].IsOnDevice;

    /// <summary>Whether some arrays lie where the host does not see them.</summary>
    internal bool IsOnDevice
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (_items[i].IsOnDevice)
                    return true;
            }
            return false;
        }
    }

    /// <summary>The integer that a scalar is.</summary>
    public int Int(int parameter) => _items[parameter].Bits;

    /// <summary>The number that a scalar is.</summary>
    public float Float(int parameter) => BitConverter.Int32BitsToSingle(_items[parameter].Bits);

    /// <summary>The truth value that a scalar is.</summary>
    public bool Bool(int parameter) => _items[parameter].Bits != 0;

    /// <summary>An element of an array of integers.</summary>
    /// <typeparam name="T">Its elements.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Int<T>(int parameter, int index)
        where T : unmanaged
    {
        ref readonly var item = ref _items[parameter];
        return (uint)index < (uint)item.Length ? Widen(((T*)item.Address)[index]) : 0;
    }

    /// <summary>An element of an array of numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Float(int parameter, int index)
    {
        ref readonly var item = ref _items[parameter];
        return (uint)index < (uint)item.Length ? ((float*)item.Address)[index] : 0;
    }

    /// <summary>An element of an array of truth values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Bool(int parameter, int index)
    {
        ref readonly var item = ref _items[parameter];
        return (uint)index < (uint)item.Length && ((byte*)item.Address)[index] != 0;
    }

    /// <summary>Every value that an element of an array of integers has whose index is in a range.</summary>
    public Interval Range(int parameter, Interval index)
    {
        var item = _items[parameter];
        var (first, last) = (Math.Max(index.Min, 0), Math.Min(index.Max, item.Length - 1));
        if (first > last)
            return 0;
        if (item.IsOnDevice)
            return item.Type.Range();
        var inside = _tables?[parameter] is { } table ? table.Range(item, first, last) : IntervalTable.Scan(item, first, last);
        return index.Min < 0 || index.Max >= item.Length
            ? new Interval(Math.Min(inside.Min, 0), Math.Max(inside.Max, 0))
            : inside;
    }

    /// <summary>
    /// Whether the elements of two arrays of integers whose indices are in ranges are all the same one, or have none in common.
    /// </summary>
    public Truth Equal(int left, Interval leftIndex, int right, Interval rightIndex)
    {
        var truth = Interval.Equal(Range(left, leftIndex), Range(right, rightIndex));
        if (truth != Planning.Truth.Unknown)
            return truth;
        return (Signature(left, leftIndex) & Signature(right, rightIndex)) == 0 ? Planning.Truth.False : truth;
    }

    /// <summary>What the elements of an array of truth values whose index is in a range have in common.</summary>
    public Truth Truth(int parameter, Interval index)
    {
        var values = Range(parameter, index);
        return values.Min == values.Max ? Kleene.Known(values.Min != 0) : Planning.Truth.Unknown;
    }

    /// <summary>The same data, with a version made of the given parameters.</summary>
    internal CallData WithVersionOf(ReadOnlySpan<int> parameters)
        => new(_items, Count, parameters.IsEmpty ? 0 : ContentHash.Of(this, parameters), _tables, _truths);

    /// <summary>The same data, with tables that answer <see cref="Range"/> quickly.</summary>
    internal CallData WithTables(IntervalTable?[] tables) => new(_items, Count, Version, tables, _truths);

    /// <summary>The same data, with tables of its boolean tensors; plans that were made by tables of other content do not fit.</summary>
    internal CallData WithTruths(TruthTables? truths)
        => truths is null ? this : new CallData(_items, Count, ContentHash.Join(Version, truths.Hash), _tables, truths);

    /// <summary>The same data of the same version, which tables of its boolean tensors decided; they go back to where they came from.</summary>
    internal CallData WithoutTruths() => new(_items, Count, Version, _tables, null);

    private ulong Signature(int parameter, Interval index)
    {
        var item = _items[parameter];
        if (item.IsOnDevice)
            return ValueSignature.All;
        var outside = index.Min < 0 || index.Max >= item.Length ? ValueSignature.Of(0) : 0;
        var (first, last) = (Math.Max(index.Min, 0), Math.Min(index.Max, item.Length - 1));
        if (first > last)
            return outside;
        if (_tables?[parameter] is { } table)
            return outside | table.Signature(item, first, last);
        return last - first < MostScanned ? outside | ValueSignature.Of(item, first, last) : ValueSignature.All;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Widen<T>(T element)
        where T : unmanaged
        => typeof(T) == typeof(int) ? *(int*)&element
            : typeof(T) == typeof(short) ? *(short*)&element
            : typeof(T) == typeof(ushort) ? *(ushort*)&element
            : typeof(T) == typeof(sbyte) ? *(sbyte*)&element
            : *(byte*)&element;
}
