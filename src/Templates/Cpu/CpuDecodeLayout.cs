using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cpu;

/// <summary>Where everything lies in a thread's scratch during decoding, for one spec and config. Sizes in floats.</summary>
public sealed class CpuDecodeLayout
{
    /// <summary>Query rows of one key head that a decode call takes at once (group size x Nq).</summary>
    public const int MostRows = 64;

    /// <summary>Rows of the decode register tile; a single row has a body of its own.</summary>
    public const int TileRows = 4;

    private CpuDecodeLayout(AttentionSpec spec, CpuConfig config)
    {
        var lanes = config.Lanes;
        IsHalf = spec.Precision == ElementType.Float16;
        PaddedHeadDim = (CpuLowRank.DotDim(spec) + lanes - 1) / lanes * lanes;
        PaddedValueDim = (spec.ValueHeadDim + lanes - 1) / lanes * lanes;
        var step = spec.Precision.Bytes() == CpuDecodeRow.PairedBytes ? 2 * lanes : lanes;
        StagesKeys = spec.LowRankBias is not null || spec.HeadDim % step != 0;
        StagesValues = spec.ValueHeadDim % step != 0;
        TileMaxima = MostRows * config.KeyTile;
        Rescale = TileMaxima + MostRows;
        Sums = Rescale + MostRows;
        Queries = Sums + MostRows * lanes;
        Keys = Queries + MostRows * PaddedHeadDim;
        Values = Keys + (StagesKeys ? config.KeyTile * PaddedHeadDim : 0);
        ScratchFloats = Values + (StagesValues ? config.KeyTile * PaddedValueDim : 0);
    }

    /// <summary>The layout of a spec and config.</summary>
    public static CpuDecodeLayout Of(AttentionSpec spec, CpuConfig config) => new(spec, config);

    /// <summary>Floats of a query row and the factors behind it, rounded up to whole vectors.</summary>
    public int PaddedHeadDim { get; }

    /// <summary>Floats of an output row, rounded up to whole vectors.</summary>
    public int PaddedValueDim { get; }

    /// <summary>Whether rows of K end within a vector (of 16-bit elements, if they are such) or have factors behind them, so that a tile of them is copied and padded first.</summary>
    public bool StagesKeys { get; }

    /// <summary>Whether rows of V end within such a vector, so that a tile of them is copied and padded first.</summary>
    public bool StagesValues { get; }

    /// <summary>Whether K is multiplied as float16 without a full conversion, see <see cref="CpuDecodeHalf"/>.</summary>
    public bool ReadsHalfKeys => IsHalf && !StagesKeys;

    /// <summary>Whether V is multiplied as float16 without a full conversion.</summary>
    public bool ReadsHalfValues => IsHalf && !StagesValues;

    /// <summary>Offset of the tile's maxima; the scores lie before it, at 0.</summary>
    public int TileMaxima { get; }

    /// <summary>Offset of the rescaling factors.</summary>
    public int Rescale { get; }

    /// <summary>Offset of the running sums, one vector per row.</summary>
    public int Sums { get; }

    /// <summary>Offset of the scaled queries.</summary>
    public int Queries { get; }

    /// <summary>Offset of the staged keys.</summary>
    public int Keys { get; }

    /// <summary>Offset of the staged values.</summary>
    public int Values { get; }

    /// <summary>All of it.</summary>
    public int ScratchFloats { get; }

    private bool IsHalf { get; }
}
