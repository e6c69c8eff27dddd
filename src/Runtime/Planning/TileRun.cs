namespace KernelGen.Planning;

/// <summary>Neighbouring key tiles of one class, in 8 bytes, as kernels read them.</summary>
public readonly struct TileRun : IEquatable<TileRun>
{
    private readonly int _countAndFull;

    /// <summary><paramref name="count"/> key tiles from <paramref name="start"/> on.</summary>
    /// <param name="start">The index of the first key tile.</param>
    /// <param name="count">How many, at least 1 and under 2^30.</param>
    /// <param name="full">Whether every pair in them is allowed.</param>
    public TileRun(int start, int count, bool full)
    {
        Start = start;
        _countAndFull = (count << 1) | (full ? 1 : 0);
    }

    /// <summary>The index of the first key tile; its first key is this times the key tile.</summary>
    public int Start { get; }

    /// <summary>How many key tiles.</summary>
    public int Count => _countAndFull >> 1;

    /// <summary>The index after the last key tile.</summary>
    public int End => Start + Count;

    /// <summary>Whether the tiles are Full: no pair in them is masked, none lies past the keys. Otherwise they are Partial.</summary>
    public bool IsFull => (_countAndFull & 1) != 0;

    /// <summary>Whether both are the same run.</summary>
    public static bool operator ==(TileRun left, TileRun right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(TileRun left, TileRun right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(TileRun other) => Start == other.Start && _countAndFull == other._countAndFull;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TileRun other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start, _countAndFull);

    /// <summary>The run as a person would write it, for example <c>full 0..3</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{(IsFull ? "full" : "partial")} {Start}..{End - 1}");
}
