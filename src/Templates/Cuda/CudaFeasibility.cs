using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>Whether a config can be emitted for a spec and run on an architecture: pure functions with their limits named.</summary>
public static class CudaFeasibility
{
    /// <summary>The largest head size: of outputs alone a thread then has 128 registers.</summary>
    public const int LargestHead = 256;

    /// <summary>Registers of a thread (PTX ISA: 255).</summary>
    public const int MostRegisters = 255;

    /// <summary>
    /// Registers for addresses, operands on their way and the state per row. With fewer counted, heads of 111 elements passed with 32 rows per
    /// warp, and ptxas 12.4 spilled them.
    /// </summary>
    public const int OtherRegisters = 72;

    /// <summary>Registers for each array that mask or score read: its address, its length, and what the loop around the predicate needs.</summary>
    public const int RegistersPerArray = 16;

    /// <summary>The most warps of a block: more than 256 threads with 255 registers do not fit a multiprocessor's 65536.</summary>
    public const int MostWarps = 8;

    /// <summary>Why no config of this family serves a spec, as the rest of a sentence about its kernels; null when some may.</summary>
    public static string? WhyNotSpec(AttentionSpec spec)
    {
        if (spec.Precision == ElementType.Float32)
            return "they multiply float16 or bfloat16, and the spec's precision is Float32";
        if (Math.Max(spec.HeadDim, spec.ValueHeadDim) > LargestHead)
            return $"their heads have up to {LargestHead} elements, not {Math.Max(spec.HeadDim, spec.ValueHeadDim)}";
        if (spec.SinkLogit is not null)
            return "they have no sink";
        if (spec.LowRankBias is not null)
            return "they have no low-rank bias";
        return spec.Data.FirstOrDefault(parameter => parameter.IsTensor) is { } tensor
            ? $"they cannot read tensors, and '{tensor.Name}' is one"
            : null;
    }

    /// <summary>Why a config is illegal, as one English sentence, or null when it is legal.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="config">The config; one whose warps share rows is for decoding.</param>
    /// <param name="architecture">What it shall run on.</param>
    public static string? WhyNot(AttentionSpec spec, CudaConfig config, CudaArchitecture architecture)
        => WhyNotSpec(spec) ?? WhyNotTile(config) ?? WhyNotRegisters(spec, config) ?? WhyNotShared(spec, config, architecture);

    /// <summary>Shared memory of a block.</summary>
    public static int SharedBytes(AttentionSpec spec, CudaConfig config) => new CudaLayout(spec, config).SharedBytes;

    /// <summary>An estimate of a thread's registers: outputs, scores and queries, arrays of data, and <see cref="OtherRegisters"/>.</summary>
    public static int Registers(AttentionSpec spec, CudaConfig config)
    {
        var layout = new CudaLayout(spec, config);
        var perBlock = layout.PaddedValueDim / 2 + config.WarpKeys / 2 + (layout.KeepsQueries ? layout.PaddedHeadDim / 4 : 4);
        return config.RowBlocks * perBlock + RegistersPerArray * spec.Data.Count(parameter => parameter.IsArray) + OtherRegisters;
    }

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
        return null;
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
