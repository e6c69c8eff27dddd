using KernelGen.Devices.Cpu;

namespace KernelGen.Selection.CpuCost;

/// <summary>What a processor does in a clock cycle, from the vendors' manuals.</summary>
/// <param name="MultiplyAdd">Cycles of a vector multiply-add when the pipes are busy.</param>
internal readonly record struct CpuRates(double MultiplyAdd)
{
    /// <summary>Vector loads that a core starts per cycle: two on Intel since Haswell and on AMD since Zen.</summary>
    public const double LoadsPerCycle = 2;

    /// <summary>Cycles until a multiply-add's result can be added to: four on Intel since Skylake and on AMD since Zen 3.</summary>
    public const double Latency = 4;

    /// <summary>The smallest level-1 data cache of current server cores: 32 KB on AMD until Zen 4; it is 48 KB on Intel.</summary>
    public const int Level1Bytes = 32 * 1024;

    /// <summary>The private level-2 cache of current server cores: 1 MB on AMD, 2 MB on Intel.</summary>
    public const int Level2Bytes = 1024 * 1024;

    /// <summary>Bytes per cycle from the level-2 cache: 32 on AMD, 64 on Intel.</summary>
    public const double Level2BytesPerCycle = 32;

    /// <summary>Bytes per cycle and core from memory, about 20 GB/s at 3.5 GHz: what server cores get while all of them read.</summary>
    public const double MemoryBytesPerCycle = 6;

    private const int DoublePumped = 512;

    /// <summary>The rates of a processor for vectors of a width.</summary>
    public static CpuRates Of(CpuDevice device, int vectorBits)
    {
        // Two pipes start a multiply-add each per cycle; on AMD's Zen 4 one of 512 bits takes both of them.
        var takesBoth = vectorBits == DoublePumped && device.Model.Contains("AMD", StringComparison.OrdinalIgnoreCase);
        return new CpuRates(takesBoth ? 1 : 0.5);
    }

    /// <summary>Cycles of one step of a register tile, one element of the head or one key: what its products, its loads and its sums allow.</summary>
    /// <param name="rows">Its rows, each a broadcast.</param>
    /// <param name="vectors">Its vectors of columns, each a load.</param>
    public double Step(int rows, int vectors)
        => Math.Max(Latency, Math.Max(rows * vectors * MultiplyAdd, (rows + vectors) / LoadsPerCycle));
}
