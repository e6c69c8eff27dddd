using System.Runtime.CompilerServices;

namespace KernelGen;

/// <summary>
/// The lengths and strides of a tensor that is data, seen as (batch, head, row, key) or whatever its four indices mean. Leading dimensions
/// that it lacks have length 1. A dimension of length 1 or stride 0 is broadcast: every index along it gives the same elements.
/// </summary>
public readonly struct DataLayout
{
    /// <summary>The dimensions that every read names.</summary>
    internal const int Dimensions = 4;

    // As an unsigned int32, every index lies below it.
    private const long Unbounded = 1L << 32;

    private readonly Four _lengths;
    private readonly Four _strides;

    /// <summary>A tensor whose elements lie side by side, the last dimension's first.</summary>
    /// <param name="lengths">The lengths of its dimensions, of which a call takes 2 to 4.</param>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    public DataLayout(params ReadOnlySpan<nint> lengths)
        : this(lengths, Dense(lengths))
    {
    }

    /// <summary>A tensor of any strides.</summary>
    /// <param name="lengths">The lengths of its dimensions, of which a call takes 2 to 4.</param>
    /// <param name="strides">Elements from one index to the next along each of them; 0 broadcasts.</param>
    /// <exception cref="ArgumentException">There are not as many strides as lengths, or a length is negative.</exception>
    public DataLayout(ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        if (strides.Length != lengths.Length)
            throw new ArgumentException(FormattableString.Invariant($"{nameof(strides)} has {strides.Length} numbers; expected {lengths.Length}, one for each length."), nameof(strides));
        foreach (var length in lengths)
        {
            if (length < 0)
                throw new ArgumentException(FormattableString.Invariant($"{nameof(lengths)} has {length}; no length may be negative."), nameof(lengths));
        }
        Rank = lengths.Length;
        if (!HasLegalRank)
            return;
        var missing = Dimensions - Rank;
        for (var i = 0; i < Dimensions; i++)
        {
            _lengths[i] = i < missing ? 1 : lengths[i - missing];
            _strides[i] = _lengths[i] == 1 ? 0 : strides[i - missing];
        }
    }

    /// <summary>How many dimensions it was given with.</summary>
    public int Rank { get; }

    /// <summary>Whether the rank is 2, 3 or 4; of any other one nothing else is known.</summary>
    internal bool HasLegalRank => Rank is >= 2 and <= Dimensions;

    /// <summary>The length of one of the four dimensions.</summary>
    public long Length(int dimension) => _lengths[dimension];

    /// <summary>Elements from one index to the next along a dimension; 0 where it is broadcast.</summary>
    public long Stride(int dimension) => _strides[dimension];

    /// <summary>Whether elements along a dimension can differ.</summary>
    public bool Varies(int dimension) => _strides[dimension] != 0;

    /// <summary>The indices that there are along a dimension, where it is not broadcast.</summary>
    internal long Extent(int dimension) => _strides[dimension] == 0 ? _lengths[dimension] == 0 ? 0 : Unbounded : _lengths[dimension];

    /// <summary>Elements from the first to the last, both included; 0 for a tensor without elements, and for one whose rank is not legal.</summary>
    internal Int128 Reach
    {
        get
        {
            Int128 last = 0;
            for (var i = 0; i < Dimensions; i++)
            {
                if (_lengths[i] == 0)
                    return 0;
                last += (Int128)(_lengths[i] - 1) * _strides[i];
            }
            return last + 1;
        }
    }

    /// <summary>Whether there is a row for three indices, and the offset of its first element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryRow(int first, int second, int third, out long offset)
    {
        offset = first * _strides[0] + second * _strides[1] + third * _strides[2];
        return (uint)first < Extent(0) && (uint)second < Extent(1) && (uint)third < Extent(2);
    }

    /// <summary>The lengths as they were given, for example <c>(8, 1, 512)</c>.</summary>
    public override string ToString()
    {
        var lengths = new string[HasLegalRank ? Rank : 0];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = FormattableString.Invariant($"{_lengths[Dimensions - Rank + i]}");
        return $"({string.Join(", ", lengths)})";
    }

    private static nint[] Dense(ReadOnlySpan<nint> lengths)
    {
        var strides = new nint[lengths.Length];
        nint stride = 1;
        for (var i = strides.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride = unchecked(stride * lengths[i]);
        }
        return strides;
    }

    [InlineArray(Dimensions)]
    private struct Four
    {
        private long _first;
    }
}
