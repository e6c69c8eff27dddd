namespace KernelGen.Planning;

/// <summary>What a predicate may read besides the query's position and the key's index.</summary>
/// <param name="QueryLength">Nq.</param>
/// <param name="KeyLength">Nk.</param>
/// <param name="QueryOffset">The position of query row 0.</param>
/// <param name="Batch">Which sequence.</param>
/// <param name="Head">Which query head.</param>
/// <param name="KeyHead">Which key head.</param>
public readonly record struct MaskScope(int QueryLength, int KeyLength, int QueryOffset, int Batch, int Head, int KeyHead);
