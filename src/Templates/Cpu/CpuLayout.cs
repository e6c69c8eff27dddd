using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cpu;

/// <summary>How V is cut into panels and how much scratch a thread needs, for one spec and config.</summary>
public sealed class CpuLayout
{
    /// <summary>Keys of the widest packed panel (512 bits, four vectors); key tiles are multiples of it at every width.</summary>
    public const int WidestPanel = 64;

    /// <summary>Single numbers per query row in the scratch: maximum, tile maximum, rescale factor, span.</summary>
    public const int SinglesPerRow = 4;

    // Rows are counted in sixteens, so that every array in the scratch starts on a cache line; the runtime's CpuTile.PaddedRows.
    private const int RowStep = 16;

    /// <summary>The layout of a spec and config.</summary>
    public CpuLayout(AttentionSpec spec, CpuConfig config)
    {
        PanelKeys = config.Micro.Vectors * config.Lanes;
        ValueVectors = (spec.ValueHeadDim + config.Lanes - 1) / config.Lanes;
        ValuePanels = Cut(ValueVectors, config.Micro.Vectors);
        PaddedValueDim = ValueVectors * config.Lanes;
        var rows = (config.QueryTile + config.Micro.Rows - 1) / config.Micro.Rows * config.Micro.Rows;
        ScratchFloats = (rows + RowStep - 1) / RowStep * RowStep
            * (CpuLowRank.DotDim(spec) + config.KeyTile + PaddedValueDim + config.Lanes + SinglesPerRow);
    }

    /// <summary>Keys of one packed panel of K.</summary>
    public int PanelKeys { get; }

    /// <summary>Vectors that hold one row of V.</summary>
    public int ValueVectors { get; }

    /// <summary>The column panels of V, each in vectors: as few as the register tile allows, as even as possible.</summary>
    public IReadOnlyList<int> ValuePanels { get; }

    /// <summary>Floats of one padded row of V.</summary>
    public int PaddedValueDim { get; }

    /// <summary>Floats of scratch for a query tile.</summary>
    public int ScratchFloats { get; }

    /// <summary>Cuts vectors into as few panels as <paramref name="most"/> vectors allow, as even as possible.</summary>
    internal static IReadOnlyList<int> Cut(int vectors, int most)
    {
        var panels = (vectors + most - 1) / most;
        return [.. Enumerable.Range(0, panels).Select(i => vectors / panels + (i < vectors % panels ? 1 : 0))];
    }
}
