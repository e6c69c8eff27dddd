namespace KernelGen.Devices.Cpu;

/// <summary>The sizes of a <c>cpu.simd</c> config, as the runtime needs them to pack and to split the work.</summary>
public sealed record CpuTile
{
    /// <summary>512, 256 or 128.</summary>
    public required int VectorBits { get; init; }

    /// <summary>Query rows of a tile.</summary>
    public required int Query { get; init; }

    /// <summary>Key columns of a tile.</summary>
    public required int Key { get; init; }

    /// <summary>Keys of one packed panel of K; <see cref="Key"/> is a multiple of it.</summary>
    public required int PanelKeys { get; init; }

    /// <summary>Columns of each packed panel of V; their sum is <see cref="PaddedValueDim"/>.</summary>
    public required int[] ValuePanels { get; init; }

    /// <summary>Dv, rounded up to whole vectors.</summary>
    public required int PaddedValueDim { get; init; }

    // Rows that a kernel accumulates at once; a query tile that is no multiple of them is computed with rows of zeros at its end.
    private const int RegisterRows = 6;

    /// <summary>
    /// Query rows that the scratch holds: whole register tiles, counted in sixteens, so that every array in it starts on a cache line.
    /// </summary>
    public static int PaddedRows(int queryTile) => ((queryTile + RegisterRows - 1) / RegisterRows * RegisterRows + 15) / 16 * 16;

    /// <summary>Floats of scratch that one thread needs for a query tile.</summary>
    public required int ScratchFloats { get; init; }

    /// <summary>Floats of scratch that one thread needs for a decode split.</summary>
    public required int DecodeScratchFloats { get; init; }
}
