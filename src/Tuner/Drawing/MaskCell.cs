namespace KernelGen.Tuner.Drawing;

/// <summary>What the pairs that were looked at in one cell of a picture are.</summary>
/// <param name="Empty">Pairs in Empty tiles.</param>
/// <param name="Masked">Masked pairs in Partial tiles.</param>
/// <param name="Allowed">Allowed pairs in Partial tiles.</param>
/// <param name="Full">Pairs in Full tiles.</param>
internal readonly record struct MaskCell(int Empty, int Masked, int Allowed, int Full)
{
    /// <summary>How many pairs were looked at.</summary>
    public int Pairs => Empty + Masked + Allowed + Full;

    /// <summary>With one more pair.</summary>
    public MaskCell With(PairKind kind) => kind switch
    {
        PairKind.Empty => this with { Empty = Empty + 1 },
        PairKind.Masked => this with { Masked = Masked + 1 },
        PairKind.Allowed => this with { Allowed = Allowed + 1 },
        _ => this with { Full = Full + 1 },
    };
}
