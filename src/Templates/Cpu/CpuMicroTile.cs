namespace KernelGen.Templates.Cpu;

/// <summary>The register tile: that many query rows x vectors of columns are accumulated in registers.</summary>
/// <param name="Rows">Query rows.</param>
/// <param name="Vectors">Vectors of columns.</param>
public sealed record CpuMicroTile(int Rows, int Vectors)
{
    /// <summary>
    /// The tile of a vector width. 512 bits come with 32 registers: 6 x 4 accumulators, 4 columns and a broadcast are 29. The narrower
    /// ones must do with 16: 6 x 2, 2 columns and a broadcast are 15.
    /// </summary>
    public static CpuMicroTile Of(int vectorBits) => vectorBits == 512 ? new CpuMicroTile(6, 4) : new CpuMicroTile(6, 2);
}
