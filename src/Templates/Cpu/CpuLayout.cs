using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cpu;

/// <summary>Where everything lies in a thread's scratch and how V is cut into panels, for one spec and config. Sizes in floats.</summary>
public sealed class CpuLayout
{
    /// <summary>Keys of the widest packed panel (512 bits, four vectors); key tiles are multiples of it at every width.</summary>
    public const int WidestPanel = 64;

    // A cache line: every array in the scratch starts on one.
    private const int Alignment = 16;

    /// <summary>Lays the scratch out.</summary>
    public CpuLayout(AttentionSpec spec, CpuConfig config)
    {
        PanelKeys = config.Micro.Vectors * config.Lanes;
        ValueVectors = (spec.ValueHeadDim + config.Lanes - 1) / config.Lanes;
        ValuePanels = Cut(ValueVectors, config.Micro.Vectors);
        PaddedValueDim = ValueVectors * config.Lanes;
        var rows = RoundUp(config.QueryTile);
        Scores = RoundUp(config.QueryTile * spec.HeadDim);
        Output = Scores + RoundUp(config.QueryTile * config.KeyTile);
        Sums = Output + RoundUp(config.QueryTile * PaddedValueDim);
        Maxima = Sums + RoundUp(config.QueryTile * config.Lanes);
        TileMaxima = Maxima + rows;
        Rescale = TileMaxima + rows;
        Spans = Rescale + rows;
        ScratchFloats = Spans + rows; // two integers per register tile of at least two rows
    }

    /// <summary>Keys of one packed panel of K.</summary>
    public int PanelKeys { get; }

    /// <summary>Vectors that hold one row of V.</summary>
    public int ValueVectors { get; }

    /// <summary>The column panels of V, each in vectors: as few as the register tile allows, as even as possible.</summary>
    public IReadOnlyList<int> ValuePanels { get; }

    /// <summary>Floats of one padded row of V.</summary>
    public int PaddedValueDim { get; }

    /// <summary>Offset of the score tile; the scaled queries lie before it, at 0.</summary>
    public int Scores { get; }

    /// <summary>Offset of the unnormalised output.</summary>
    public int Output { get; }

    /// <summary>Offset of the running sums, one vector per row.</summary>
    public int Sums { get; }

    /// <summary>Offset of the running maxima.</summary>
    public int Maxima { get; }

    /// <summary>Offset of this tile's maxima.</summary>
    public int TileMaxima { get; }

    /// <summary>Offset of the rescaling factors.</summary>
    public int Rescale { get; }

    /// <summary>Offset of the spans of keys that each register tile needs.</summary>
    public int Spans { get; }

    /// <summary>All of it.</summary>
    public int ScratchFloats { get; }

    private static int RoundUp(int floats) => (floats + Alignment - 1) / Alignment * Alignment;

    /// <summary>Cuts vectors into as few panels as <paramref name="most"/> vectors allow, as even as possible.</summary>
    internal static IReadOnlyList<int> Cut(int vectors, int most)
    {
        var panels = (vectors + most - 1) / most;
        return [.. Enumerable.Range(0, panels).Select(i => vectors / panels + (i < vectors % panels ? 1 : 0))];
    }
}
