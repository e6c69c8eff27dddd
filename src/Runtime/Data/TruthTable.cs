using System.Runtime.Intrinsics;
using KernelGen.Planning;

namespace KernelGen;

/// <summary>
/// What a boolean tensor holds, by cells of a few rows and keys: two bits for each, whether one of its elements is true and whether all are.
/// One pass over the tensor makes it, at the memory's speed; a dimension that is broadcast is there once. It is reused by later calls.
/// </summary>
internal sealed unsafe class TruthTable
{
    private const int WordBits = 64;

    // Per slice and row of cells: the words that say "one is true", then those that say "all are true".
    private ulong[] _words = [];
    private DataItem _item;
    private TensorRead _read;
    private int _rows, _keys, _cellRows, _rowWords;
    private int _slices;

    /// <summary>Rows of cells, in all slices together; each can be filled on its own.</summary>
    public int TotalRows => _slices * _cellRows;

    /// <summary>Elements behind a row of cells.</summary>
    public long ElementsPerRow => (long)_read.RowGrain * _keys;

    /// <summary>Bytes of the flags.</summary>
    public long Bytes => (long)TotalRows * _rowWords * 2 * sizeof(ulong);

    /// <summary>Takes a tensor of checked rank; its rows of cells are still to be filled.</summary>
    public void Prepare(in DataItem item, in TensorRead read)
    {
        (_item, _read) = (item, read);
        (_rows, _keys) = (Count(2), Count(3));
        _slices = checked(Count(0) * Count(1));
        _cellRows = Ceiling.Divide(_rows, read.RowGrain);
        _rowWords = Ceiling.Divide(Ceiling.Divide(_keys, read.KeyGrain), WordBits);
        var words = checked(TotalRows * _rowWords * 2);
        if (_words.Length < words)
            _words = GC.AllocateUninitializedArray<ulong>(words);
    }

    /// <summary>Reads the elements of some rows of cells.</summary>
    public void Fill(int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            var (slice, cellRow) = Math.DivRem(i, _cellRows);
            var (batch, head) = Math.DivRem(slice, Count(1));
            var any = _words.AsSpan(i * _rowWords * 2, _rowWords);
            var all = _words.AsSpan(i * _rowWords * 2 + _rowWords, _rowWords);
            any.Clear();
            all.Fill(ulong.MaxValue);
            var tensor = _item.Tensor;
            for (var row = cellRow * _read.RowGrain; row < Math.Min(_rows, (cellRow + 1) * _read.RowGrain); row++)
                AddRow((byte*)_item.Address + batch * tensor.Stride(0) + head * tensor.Stride(1) + row * tensor.Stride(2), any, all);
        }
    }

    /// <summary>A hash of everything that <see cref="Truth"/> depends on.</summary>
    public ulong Hash()
    {
        var sizes = ContentHash.Join(ContentHash.Join((ulong)Count(0) << 32 | (uint)Count(1), (ulong)_rows << 32 | (uint)_keys), (ulong)_read.RowGrain);
        return ContentHash.Join(sizes, ContentHash.Of(_words.AsSpan(0, TotalRows * _rowWords * 2)));
    }

    /// <summary>What the elements in a box have in common; Unknown also where two cells would have to be told apart.</summary>
    public Truth Truth(Interval batch, Interval head, Interval rows, Interval keys)
    {
        if (!Single(0, batch, out var b) || !Single(1, head, out var h))
            return Planning.Truth.Unknown;
        var outside = b < 0 || b >= Count(0) || h < 0 || h >= Count(1);
        if (outside || !Clip(2, ref rows, ref outside) || !Clip(3, ref keys, ref outside))
            return Planning.Truth.False;
        var (seenTrue, seenFalse) = (0ul, outside ? 1ul : 0);
        var (firstCell, lastCell) = (keys.Min / _read.KeyGrain, keys.Max / _read.KeyGrain);
        var (firstWord, lastWord) = (firstCell / WordBits, lastCell / WordBits);
        var (firstMask, lastMask) = (ulong.MaxValue << firstCell, ulong.MaxValue >> (WordBits - 1 - lastCell % WordBits));
        for (var row = rows.Min / _read.RowGrain; row <= rows.Max / _read.RowGrain; row++)
        {
            var flags = _words.AsSpan(((b * Count(1) + h) * _cellRows + row) * _rowWords * 2, _rowWords * 2);
            for (var word = firstWord; word <= lastWord; word++)
            {
                var mask = (word == firstWord ? firstMask : ulong.MaxValue) & (word == lastWord ? lastMask : ulong.MaxValue);
                seenTrue |= flags[word] & mask;
                seenFalse |= ~flags[_rowWords + word] & mask;
            }
            if (seenTrue != 0 && seenFalse != 0)
                return Planning.Truth.Unknown;
        }
        return Kleene.Known(seenTrue != 0);
    }

    private void AddRow(byte* row, Span<ulong> any, Span<ulong> all)
    {
        var stride = _item.Tensor.Stride(3);
        for (var first = 0; first < _keys; first += WordBits)
        {
            var count = Math.Min(WordBits, _keys - first);
            var wanted = ulong.MaxValue >> (WordBits - count);
            var flags = Flags(row + first * stride, stride, count);
            var chunk = first / WordBits;
            if (_read.KeyGrain == 1)
            {
                any[chunk] |= flags;
                all[chunk] &= flags | ~wanted;
                continue;
            }
            // A chunk is a cell.
            any[chunk / WordBits] |= (flags != 0 ? 1ul : 0) << chunk;
            all[chunk / WordBits] &= ~((flags != wanted ? 1ul : 0) << chunk);
        }
    }

    // Up to 64 neighbouring elements as bits.
    private static ulong Flags(byte* elements, long stride, int count)
    {
        if (stride == 1 && count == WordBits)
            return ~Vector512.Equals(Vector512.Load(elements), Vector512<byte>.Zero).ExtractMostSignificantBits();
        var flags = 0ul;
        for (var i = 0; i < count; i++)
            flags |= (elements[i * stride] != 0 ? 1ul : 0) << i;
        return flags;
    }

    // Elements along a dimension that are there; a broadcast one is there once.
    private int Count(int dimension) => _item.Tensor.Varies(dimension) ? checked((int)_item.Tensor.Length(dimension)) : 1;

    private bool Single(int dimension, Interval index, out int value)
    {
        value = _item.Tensor.Varies(dimension) ? index.Min : 0;
        return index.Min == index.Max || !_item.Tensor.Varies(dimension);
    }

    // The part of an index that lies inside; false when none does.
    private bool Clip(int dimension, ref Interval index, ref bool outside)
    {
        if (!_item.Tensor.Varies(dimension))
        {
            index = 0;
            return true;
        }
        var (first, last) = (Math.Max(index.Min, 0), Math.Min(index.Max, Count(dimension) - 1));
        outside |= first != index.Min || last != index.Max;
        if (first > last)
            return false;
        index = new Interval(first, last);
        return true;
    }
}
