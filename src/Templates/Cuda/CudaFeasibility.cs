using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>Whether a config can be emitted for a spec and run on an architecture: pure functions with their limits named.</summary>
public static class CudaFeasibility
{
    /// <summary>Registers of a thread (PTX ISA: 255).</summary>
    public const int MostRegisters = 255;

    /// <summary>
    /// Registers for addresses, operands on their way and the state per row. With fewer counted, heads of 111 elements passed with 32 rows per
    /// warp, and ptxas 12.4 spilled them.
    /// </summary>
    public const int OtherRegisters = 72;

    /// <summary>
    /// Registers for each array or tensor that mask or score read, and for a low-rank bias: addresses, and what the loop around the predicate, or
    /// elements on their way, need.
    /// </summary>
    public const int RegistersPerArray = 16;

    /// <summary>The most warps of a block: more than 256 threads with 255 registers do not fit a multiprocessor's 65536.</summary>
    public const int MostWarps = 8;

    /// <summary>
    /// The most keys of a tile for one warp: a mask that stands in a loop collects a bit for each key that a thread has of a row, a fourth of them,
    /// in 32 bits.
    /// </summary>
    public const int MostWarpKeys = 128;

    /// <summary>Why no config of this family serves a spec, pinned tiles aside, as the rest of a sentence about its kernels; null when some do.</summary>
    public static string? WhyNotSpec(AttentionSpec spec)
    {
        var free = spec with { PinnedQueryTile = 0, PinnedKeyTile = 0 };
        if (WhyNotPrecision(spec) is { } reason)
            return reason;
        return CudaConfigSpace.Defaults(free).Count > 0 && CudaConfigSpace.Decode(free) is not null
            ? null
            : $"heads of {spec.HeadDim} and {spec.ValueHeadDim} elements{Factors(spec)} need more than the {CudaArchitecture.All.Min(architecture => architecture.SharedBytesPerBlock)} bytes of shared memory that every device gives a block";
    }

    /// <summary>Why a config is illegal, as one English sentence, or null when it is legal.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="config">The config; one whose warps share rows is for decoding.</param>
    /// <param name="architecture">What it shall run on.</param>
    public static string? WhyNot(AttentionSpec spec, CudaConfig config, CudaArchitecture architecture)
        => WhyNotPrecision(spec) ?? WhyNotArchitecture(spec, architecture) ?? WhyNotTile(config) ?? WhyNotRegisters(spec, config) ?? WhyNotShared(spec, config, architecture);

    /// <summary>Shared memory of a block.</summary>
    public static int SharedBytes(AttentionSpec spec, CudaConfig config) => new CudaLayout(spec, config).SharedBytes;

    /// <summary>An estimate of a thread's registers: outputs, scores and queries, data, and <see cref="OtherRegisters"/>.</summary>
    public static int Registers(AttentionSpec spec, CudaConfig config)
    {
        var layout = new CudaLayout(spec, config);
        var perBlock = layout.ValueRows.Padded / 2 + config.WarpKeys / 2 + (layout.KeepsQueries ? 4 * layout.KeyRows.Matrices : 4);
        var read = new[] { spec.Mask, spec.Score }.OfType<Expr>().SelectMany(expr => expr.Data()).Where(parameter => parameter.HasElements).Distinct().Count();
        return config.RowBlocks * perBlock + RegistersPerArray * (read + (spec.LowRankBias is null ? 0 : 1)) + OtherRegisters;
    }

    private static string? WhyNotPrecision(AttentionSpec spec) => spec is { Precision: ElementType.Float32, AllowTensorFloat32: false }
        ? "they multiply float16, bfloat16, float8 or tf32, and the spec's precision is Float32 without AllowTensorFloat32"
        : null;

    private static string? WhyNotArchitecture(AttentionSpec spec, CudaArchitecture architecture)
        => CudaArchitecture.Of(spec.Precision).Contains(architecture)
            ? null
            : $"{architecture.Target} has no conversions of e4m3, which {CudaArchitecture.Of(spec.Precision)[0].Target} is the first to have";

    private static string Factors(AttentionSpec spec) => spec.LowRankBias is { } bias ? $" and a bias of rank {bias.Rank}" : "";

    private static string? WhyNotTile(CudaConfig config)
    {
        if (!IsPowerOfTwo(config.Warps) || config.Warps > MostWarps)
            return $"a block has 1, 2, 4 or 8 warps, not {config.Warps}";
        if (config.Stages is < 2 or > 4)
            return $"shared memory holds 2 to 4 stages, not {config.Stages}";
        if (!IsPowerOfTwo(config.QueryTile) || config.QueryTile < CudaConfig.MatrixRows)
            return $"the query tile must be a power of two from {CudaConfig.MatrixRows} on, not {config.QueryTile}";
        if (config.RowBlocks > 2)
            return $"{config.QueryTile} query rows are more than 32 for each of {config.Warps} warps";
        var loadRows = config.Threads / CudaLayout.Pieces;
        if (config.QueryTile % loadRows != 0)
            return $"{config.Warps} warps load {loadRows} rows at once, more than the {config.QueryTile} query rows";
        if (!IsPowerOfTwo(config.KeyTile) || config.WarpKeys < 16 || config.KeyTile % loadRows != 0)
            return $"the key tile must be a power of two with at least 16 keys for a warp and {loadRows} for a load, not {config.KeyTile}";
        return config.WarpKeys > MostWarpKeys
            ? $"a mask in a loop has a bit in 32 for each key of a thread, which is {MostWarpKeys} keys for a warp, not {config.WarpKeys}"
            : null;
    }

    private static string? WhyNotRegisters(AttentionSpec spec, CudaConfig config)
        => Registers(spec, config) is > MostRegisters and var registers
            ? $"its threads need about {registers} registers, more than {MostRegisters}"
            : null;

    private static string? WhyNotShared(AttentionSpec spec, CudaConfig config, CudaArchitecture architecture)
        => SharedBytes(spec, config) is var bytes && bytes > architecture.SharedBytesPerBlock
            ? $"its {bytes} bytes of shared memory exceed the {architecture.SharedBytesPerBlock} of {architecture.Target}"
            : null;

    private static bool IsPowerOfTwo(int value) => value > 0 && (value & (value - 1)) == 0;
}
