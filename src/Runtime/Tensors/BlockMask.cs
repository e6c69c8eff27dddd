using System.Numerics.Tensors;

namespace KernelGen;

/// <summary>
/// Which blocks of keys each block of queries sees: what a call of a <see cref="BlockSparseAttribute"/> spec takes. It owns one byte per block
/// and is a tensor of truth values to whoever reads it, so it can be given wherever such a tensor is asked for. A class, because it is made once
/// and changed in place: a rule that chooses blocks writes into the mask of the call before. Do not change it while a call reads it.
/// </summary>
public sealed class BlockMask
{
    private readonly bool[] _blocks;
    private readonly nint[] _lengths;

    private BlockMask(ReadOnlySpan<nint> lengths)
    {
        CheckLengths(lengths);
        _lengths = lengths.ToArray();
        _blocks = new bool[(int)Product(lengths, nameof(lengths))];
    }

    /// <summary>A mask in which no block sees another.</summary>
    /// <param name="shape">The sizes of the calls; every sequence and every query head gets blocks of its own.</param>
    /// <param name="query">Query rows of a block.</param>
    /// <param name="key">Keys of a block.</param>
    /// <exception cref="ArgumentException">A size is negative, or a block has no rows or no keys.</exception>
    public static BlockMask Empty(AttentionShape shape, int query, int key)
    {
        ArgumentChecks.Shape(shape, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfLessThan(query, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(key, 1);
        return new BlockMask([shape.Batch, shape.QueryHeads, Count(shape.QueryLength, query), Count(shape.KeyLength, key)]);
    }

    /// <summary>A mask that holds a copy of given blocks.</summary>
    /// <param name="blocks">(rows, columns), (H, rows, columns) or (B, H, rows, columns), any strides; a length of 1 is broadcast by the calls.</param>
    /// <exception cref="ArgumentException">The rank is not 2 to 4.</exception>
    public static BlockMask Of(in ReadOnlyTensorSpan<bool> blocks)
    {
        var mask = new BlockMask(blocks.Lengths);
        blocks.FlattenTo(mask._blocks);
        return mask;
    }

    /// <summary>A mask from the columns that each block row sees (compressed sparse rows).</summary>
    /// <param name="lengths">(rows, columns), (H, rows, columns) or (B, H, rows, columns).</param>
    /// <param name="rowOffsets">
    /// For each block row, of all slices one after the other, where its columns begin; and at the end, how many columns there are.
    /// </param>
    /// <param name="columns">The columns that are seen, row after row; their order within a row does not matter.</param>
    /// <exception cref="ArgumentException">The offsets do not fit the lengths, do not ascend, or a column is outside the mask.</exception>
    public static BlockMask FromCsr(ReadOnlySpan<nint> lengths, ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> columns)
    {
        var mask = new BlockMask(lengths);
        var width = (int)lengths[^1];
        var rows = (int)Product(lengths[..^1], nameof(lengths));
        CheckOffsets(rowOffsets, rows, columns.Length);
        for (var row = 0; row < rows; row++)
        {
            for (var i = rowOffsets[row]; i < rowOffsets[row + 1]; i++)
            {
                if ((uint)columns[i] >= (uint)width)
                {
                    throw new ArgumentException(
                        FormattableString.Invariant($"{nameof(columns)}[{i}], of block row {row}, is {columns[i]}; expected 0 to {width - 1}."), nameof(columns));
                }
                mask._blocks[row * width + columns[i]] = true;
            }
        }
        return mask;
    }

    /// <summary>How many blocks cover a length: the last one may be cut.</summary>
    /// <param name="length">Rows or keys.</param>
    /// <param name="block">Rows or keys of a block, at least 1.</param>
    public static int Count(int length, int block)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        return (int)(((long)length + block - 1) / block);
    }

    /// <summary>(rows, columns), (H, rows, columns) or (B, H, rows, columns).</summary>
    public ReadOnlySpan<nint> Lengths => _lengths;

    /// <summary>The blocks, row-major, to be read and written.</summary>
    public Span<bool> Blocks => _blocks;

    /// <summary>The share of blocks that is seen, 0 to 1.</summary>
    public double Density => _blocks.Length == 0 ? 0 : (double)_blocks.AsSpan().Count(true) / _blocks.Length;

    /// <summary>The mask as a tensor.</summary>
    public ReadOnlyTensorSpan<bool> AsTensor() => new(_blocks, _lengths);

    /// <summary>The mask as a tensor.</summary>
    public static implicit operator ReadOnlyTensorSpan<bool>(BlockMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return mask.AsTensor();
    }

    private static void CheckLengths(ReadOnlySpan<nint> lengths)
    {
        if (lengths.Length is < 2 or > DataLayout.Dimensions)
            throw new ArgumentException(FormattableString.Invariant($"{nameof(lengths)} has {lengths.Length} numbers; expected 2 (rows, columns), 3 (H, rows, columns) or 4 (B, H, rows, columns)."), nameof(lengths));
        foreach (var length in lengths)
        {
            if (length is < 0 or > int.MaxValue)
                throw new ArgumentException(FormattableString.Invariant($"{nameof(lengths)} has {length}; expected 0 to {int.MaxValue}."), nameof(lengths));
        }
    }

    private static long Product(ReadOnlySpan<nint> lengths, string argument)
    {
        Int128 product = 1;
        foreach (var length in lengths)
            product *= length;
        return product <= int.MaxValue
            ? (long)product
            : throw new ArgumentException(FormattableString.Invariant($"{argument} ask for {product} blocks; expected at most {int.MaxValue}."), argument);
    }

    private static void CheckOffsets(ReadOnlySpan<int> rowOffsets, int rows, int columns)
    {
        if (rowOffsets.Length != rows + 1)
            throw Wrong(FormattableString.Invariant($"has {rowOffsets.Length} numbers; {rows} block rows ask for {rows + 1}, one for each and the end"));
        if (rowOffsets[0] != 0 || rowOffsets[rows] != columns)
            throw Wrong(FormattableString.Invariant($"goes from {rowOffsets[0]} to {rowOffsets[rows]}; with {columns} columns it must go from 0 to {columns}"));
        for (var row = 0; row < rows; row++)
        {
            if (rowOffsets[row] > rowOffsets[row + 1])
                throw Wrong(FormattableString.Invariant($"falls from {rowOffsets[row]} to {rowOffsets[row + 1]} at block row {row}; it must not fall"));
        }

        static ArgumentException Wrong(string what) => new($"{nameof(rowOffsets)} {what}.", nameof(rowOffsets));
    }
}
