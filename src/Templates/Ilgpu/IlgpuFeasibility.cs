using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Ilgpu;

/// <summary>Whether a config can be emitted for a spec: a pure function with its limits named, shared by generator and tuner.</summary>
public static class IlgpuFeasibility
{
    /// <summary>Static shared memory of a group, on every CUDA device (CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK); ILGPU asks for no more.</summary>
    public const int MostSharedBytes = 48 * 1024;

    /// <summary>Threads of a group: what OpenCL devices of AMD and Intel offer at least, and a fourth of CUDA's limit.</summary>
    public const int MostThreads = 256;

    /// <summary>The fewest threads of a group: one warp.</summary>
    public const int FewestThreads = 32;

    /// <summary>
    /// Scores and outputs that a thread may hold in registers. A thread of CUDA has 255 (PTX ISA), of which <see cref="WorkingRegisters"/> go
    /// elsewhere.
    /// </summary>
    public const int MostAccumulators = 160;

    /// <summary>Registers that operands, addresses and the state per row take, about.</summary>
    public const int WorkingRegisters = 90;

    /// <summary>Why no config of this family serves a spec, pinned tiles aside, as the rest of a sentence about its kernels; null when some do.</summary>
    public static string? WhyNotSpec(AttentionSpec spec)
        => IlgpuConfigSpace.All(spec with { PinnedQueryTile = 0, PinnedKeyTile = 0 }).Count > 0
            ? null
            : FormattableString.Invariant($"heads of {spec.HeadDim} and {spec.ValueHeadDim} elements{Factors(spec)} need more than the {MostSharedBytes} bytes of shared memory of a group");

    /// <summary>Why a config is illegal, as one English sentence, or null when it is legal.</summary>
    public static string? WhyNot(AttentionSpec spec, IlgpuConfig config)
        => WhyNotTile(config) ?? WhyNotRegisters(spec, config) ?? WhyNotLoads(spec, config);

    /// <summary>Shared memory of a group.</summary>
    public static int SharedBytes(AttentionSpec spec, IlgpuConfig config) => new IlgpuLayout(spec, config).SharedBytes;

    private static string Factors(AttentionSpec spec)
        => spec.LowRankBias is { } bias ? FormattableString.Invariant($" and a bias of rank {bias.Rank}") : "";

    /// <summary>Registers that a thread is expected to need.</summary>
    public static int Registers(AttentionSpec spec, IlgpuConfig config) => Accumulators(spec, config) + WorkingRegisters;

    private static int Accumulators(AttentionSpec spec, IlgpuConfig config)
        => config.Rows * (config.Keys + new IlgpuLayout(spec, config).Columns);

    private static string? WhyNotTile(IlgpuConfig config)
    {
        if (config.Rows is not (4 or 8))
            return $"a thread has 4 or 8 rows, not {config.Rows}";
        if (!IsPowerOfTwo(config.Threads) || config.Threads is < FewestThreads or > MostThreads)
            return $"a group has a power of two of threads from {FewestThreads} to {MostThreads}, not {config.Threads}";
        if (!IsPowerOfTwo(config.QueryTile) || config.QueryTile % config.Rows != 0)
            return $"the query tile must be a power of two and a multiple of {config.Rows} (the rows of a thread), not {config.QueryTile}";
        if (config.QueryTile < 8 || config.Threads % config.ThreadRows != 0)
            return $"{config.QueryTile} query rows do not divide among {config.Threads} threads with {config.Rows} rows each";
        if (config.ThreadRows < 2 || config.ThreadColumns < 2)
            return $"{config.Threads} threads form {config.ThreadRows} x {config.ThreadColumns}; there must be two of each, because rows and columns alternate in neighbours";
        if (!IsPowerOfTwo(config.KeyTile) || config.KeyTile % (4 * config.ThreadColumns) != 0)
            return $"the key tile must be a power of two and a multiple of {4 * config.ThreadColumns} (four keys for each of {config.ThreadColumns} threads), not {config.KeyTile}";
        return config.Keys > 8 ? $"{config.Keys} keys for a thread are more than 8" : null;
    }

    private static string? WhyNotRegisters(AttentionSpec spec, IlgpuConfig config)
    {
        var accumulators = Accumulators(spec, config);
        return accumulators > MostAccumulators
            ? $"its {accumulators} scores and outputs per thread do not fit {MostAccumulators} registers"
            : null;
    }

    // Every thread takes part in every load, so that no load needs a condition.
    private static string? WhyNotLoads(AttentionSpec spec, IlgpuConfig config)
    {
        var layout = new IlgpuLayout(spec, config);
        var rows = IlgpuLayout.LoadRows(config);
        if (config.QueryTile % rows != 0 || config.KeyTile % rows != 0)
            return $"{config.Threads} threads load {rows} rows at once, more than a tile of {config.QueryTile} queries or {config.KeyTile} keys has";
        var keys = config.Threads / layout.LoadColumns(config);
        if (layout.ChunkKeys % keys != 0)
            return $"{config.Threads} threads load {keys} rows of V at once, more than the {layout.ChunkKeys} that are staged";
        return layout.SharedBytes > MostSharedBytes
            ? $"its {layout.SharedBytes} bytes of shared memory exceed {MostSharedBytes}"
            : null;
    }

    private static bool IsPowerOfTwo(int value) => value > 0 && (value & (value - 1)) == 0;
}
