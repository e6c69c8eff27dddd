namespace KernelGen.Planning;

/// <summary>
/// What a predicate may read besides the query's position and the key's index. Equal when the numbers are: the data takes no part,
/// because addresses say nothing of what they hold; plans know data by its content.
/// </summary>
/// <param name="QueryLength">Nq.</param>
/// <param name="KeyLength">Nk.</param>
/// <param name="QueryOffset">The position of query row 0.</param>
/// <param name="Batch">Which sequence.</param>
/// <param name="Head">Which query head.</param>
/// <param name="KeyHead">Which key head.</param>
/// <param name="QueryHeads">How many query heads there are.</param>
public readonly record struct MaskScope(int QueryLength, int KeyLength, int QueryOffset, int Batch, int Head, int KeyHead, int QueryHeads = 0)
{
    /// <summary>The values of the spec's data parameters; none when it has none.</summary>
    public CallData Data { get; init; }

    /// <summary>Whether the numbers are equal.</summary>
    public bool Equals(MaskScope other)
        => QueryLength == other.QueryLength && KeyLength == other.KeyLength && QueryOffset == other.QueryOffset
            && Batch == other.Batch && Head == other.Head && KeyHead == other.KeyHead && QueryHeads == other.QueryHeads;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(QueryLength, KeyLength, QueryOffset, Batch, Head, KeyHead, QueryHeads);
}
