using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cpu;

/// <summary>Whether a config can be emitted for a spec: a pure function with its limits named, shared by generator and tuner.</summary>
public static class CpuFeasibility
{
    /// <summary>Beyond this many query rows the score tile leaves every private cache, and short sequences pad too much.</summary>
    public const int LargestQueryTile = 288;

    /// <summary>Beyond this many keys the score tile leaves every private cache.</summary>
    public const int LargestKeyTile = 1024;

    /// <summary>Floats of scratch a thread may hold: 1 MiB, the private L2 cache of current server cores.</summary>
    public const int LargestScratchFloats = (1 << 20) / sizeof(float);

    /// <summary>Why a config is illegal, as one English sentence, or null when it is legal.</summary>
    public static string? WhyNot(AttentionSpec spec, CpuConfig config)
    {
        if (config.VectorBits is not (512 or 256 or 128))
            return $"vectors have 512, 256 or 128 bits, not {config.VectorBits}";
        var rows = config.Micro.Rows;
        if (!IsQueryTile(spec.Mask, config.QueryTile))
            return $"the query tile must be a multiple of {rows} (the rows of a register tile) up to {LargestQueryTile}, not {config.QueryTile}";
        if (config.KeyTile <= 0 || config.KeyTile % CpuLayout.WidestPanel != 0 || config.KeyTile > LargestKeyTile)
            return $"the key tile must be a multiple of {CpuLayout.WidestPanel} (the widest packed panel) up to {LargestKeyTile}, not {config.KeyTile}";
        var scratch = new CpuLayout(spec, config).ScratchFloats;
        return scratch > LargestScratchFloats
            ? $"its scratch of {scratch * sizeof(float) / 1024} KiB per thread exceeds {LargestScratchFloats * sizeof(float) / 1024} KiB"
            : null;
    }

    /// <summary>Whether kernels for a mask can have a query tile: one of whole register tiles, or one that cuts no block of the mask.</summary>
    public static bool IsQueryTile(Expr mask, int queryTile) => queryTile is > 0 and <= LargestQueryTile
        && (queryTile % CpuMicroTile.Of(512).Rows == 0 || BlockTiles.IsAligned(mask, queryTile));

    /// <summary>The legal query tile nearest to a wanted one.</summary>
    public static int NearestQueryTile(int wanted) => Nearest(wanted, CpuMicroTile.Of(512).Rows, LargestQueryTile);

    /// <summary>The legal key tile nearest to a wanted one.</summary>
    public static int NearestKeyTile(int wanted) => Nearest(wanted, CpuLayout.WidestPanel, LargestKeyTile);

    private static int Nearest(int wanted, int step, int largest)
        => Math.Max(step, Math.Min(largest, (int)Math.Round(wanted / (double)step, MidpointRounding.AwayFromZero) * step));
}
