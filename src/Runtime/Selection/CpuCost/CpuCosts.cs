namespace KernelGen.Selection.CpuCost;

/// <summary>
/// What the parts of a kernel cost that manuals do not say: rounded from a least-squares fit of the model to the recorded sweep of docs/tuning.md, which
/// also says how little depends on them.
/// </summary>
internal sealed record CpuCosts
{
    /// <summary>The constants in use.</summary>
    public static CpuCosts Default { get; } = new();

    /// <summary>Cycles of a register tile beside its steps: a call, filling the pipes, a loop's end that was not foreseen.</summary>
    public double RegisterTile { get; init; } = 50;

    /// <summary>A vector of scores through maximum, 2^x and sum, in multiply-adds.</summary>
    public double Softmax { get; init; } = 4;

    /// <summary>A vector of scores of a masked tile through predicate and blend, in multiply-adds.</summary>
    public double Mask { get; init; } = 20;

    /// <summary>A vector of output loaded, rescaled and stored, in multiply-adds.</summary>
    public double Rescale { get; init; } = 4;

    /// <summary>Cycles to pack or copy a float of K or V.</summary>
    public double Pack { get; init; } = 1.8;

    /// <summary>Cycles of a ticket beside its tiles: taking it, loading the queries, storing the output.</summary>
    public double Ticket { get; init; } = 5000;

    /// <summary>
    /// Cycles of a vector multiply-add of decoding beside it: its share of loads, conversions and sums across lanes. Not fitted, for memory hides most of it:
    /// what it takes for narrower vectors to be as much slower as they were seen to be where four heads share a key head.
    /// </summary>
    public double DecodeStep { get; init; } = 0.4;

    /// <summary>Cycles to enter a key tile in decoding. A guess: too little of any time to be fitted.</summary>
    public double DecodeTile { get; init; } = 200;
}
