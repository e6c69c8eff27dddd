namespace KernelGen;

/// <summary>The run-time sizes of one attention call. None of them is ever part of a compile key.</summary>
/// <param name="Batch">Sequences, B.</param>
/// <param name="QueryHeads">Heads of Q and O, Hq; a multiple of <paramref name="KeyHeads"/>.</param>
/// <param name="KeyHeads">Heads of K and V, Hkv; query head h reads key head h / (Hq / Hkv).</param>
/// <param name="QueryLength">Query rows per head, Nq.</param>
/// <param name="KeyLength">Keys per head, Nk.</param>
public readonly record struct AttentionShape(int Batch, int QueryHeads, int KeyHeads, int QueryLength, int KeyLength)
{
    /// <summary>The position of query row 0; null means what the spec's <see cref="CausalAlignment"/> says.</summary>
    public int? QueryOffset { get; init; }

    /// <summary>Query heads that share one key head.</summary>
    public int GroupSize => KeyHeads == 0 ? 0 : QueryHeads / KeyHeads;

    /// <summary>The sizes as a person would write them, for example <c>B1 Hq32 Hkv8 Nq1024 Nk1024</c>.</summary>
    public override string ToString()
        => FormattableString.Invariant($"B{Batch} Hq{QueryHeads} Hkv{KeyHeads} Nq{QueryLength} Nk{KeyLength}")
            + (QueryOffset is { } offset ? FormattableString.Invariant($" offset {offset}") : "");
}
