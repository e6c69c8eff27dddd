using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda.Wgmma;

/// <summary>Whether a config can be emitted for a spec: pure functions with their limits named. All of them are those of sm_90a.</summary>
public static class WgmmaFeasibility
{
    /// <summary>The largest head size: columns of a product (PTX ISA, wgmma), and 128 registers of a thread for outputs alone.</summary>
    public const int LargestHead = 256;

    /// <summary>The fewest keys of a tile: with fewer, the second pass has no room for the weights in the place of the keys.</summary>
    public const int LeastKeys = 48;

    /// <summary>The same of e4m3, 32 of which a product takes.</summary>
    public const int LeastKeysOfQuarters = 64;

    /// <summary>The most keys of a tile: those of a warp, which all have the whole tile.</summary>
    public const int MostKeys = CudaFeasibility.MostWarpKeys;

    // CUDA C++ Programming Guide, "Technical Specifications per Compute Capability"; PTX ISA, setmaxnreg.
    private const int RegistersOfMultiprocessor = 65536;
    private const int RegisterStep = 8;

    // A block begins with as many registers for each thread as 65536 of a multiprocessor give, in steps of 8; what the producer gives back is
    // all that the others can take (PTX ISA, setmaxnreg). Of three warpgroups each begins with 168: 24 + 2 x 240 = 3 x 168. Of four, with 128:
    // 32 + 3 x 160 = 4 x 128. Where the producer's warps transpose, 24 are too few: 40 + 2 x 232 = 3 x 168.
    private static readonly (int Producer, int Consumer) s_registersOfTwo = (24, 240);
    private static readonly (int Producer, int Consumer) s_registersOfTwoAndTransposers = (40, 232);
    private static readonly (int Producer, int Consumer) s_registersOfThree = (32, 160);

    /// <summary>
    /// Registers for barriers, state per row and operands on their way, and for each panel of the keys what tells a product where it is. These
    /// numbers and the next two are the least with which ptxas 12.4 spilled none of some hundred kernels that they let pass.
    /// </summary>
    public const int OtherRegisters = 30;

    /// <summary>Registers for each panel of the keys.</summary>
    public const int RegistersPerPanel = 2;

    /// <summary>Registers more where a soft cap or a score function stands between product and softmax.</summary>
    public const int ScoreRegisters = 8;

    /// <summary>Registers more where data is read: places, elements on their way, and what the loop around a predicate needs.</summary>
    public const int DataRegisters = 26;

    /// <summary>The same where 128 keys of e4m3 are masked by data: their bytes are taken apart in the second pass.</summary>
    public const int DataRegistersOfQuarters = 46;

    /// <summary>Whether registers move from the producer to the others; a block of two warpgroups has enough as it is.</summary>
    public static bool SetsRegisters(WgmmaConfig config) => config.Consumers > 1;

    /// <summary>
    /// Registers that a thread must begin with, so that those which some give back are enough for the others; 0 where none move. With fewer, which a compiler
    /// other than those tried may give, <c>setmaxnreg</c> would wait for ever.
    /// </summary>
    public static int EntryRegisters(WgmmaConfig config)
        => SetsRegisters(config) ? RegistersOfMultiprocessor / config.Threads / RegisterStep * RegisterStep : 0;

    /// <summary>Registers of a thread that loads, once it gave the others back.</summary>
    public static int ProducerRegisters(AttentionSpec spec, WgmmaConfig config) => Split(spec, config).Producer;

    /// <summary>Registers of a thread that computes.</summary>
    public static int ConsumerRegisters(AttentionSpec spec, WgmmaConfig config) => Split(spec, config).Consumer;

    /// <summary>Why no config of this family serves a spec, as the rest of a sentence about its kernels; null when some may.</summary>
    public static string? WhyNotSpec(AttentionSpec spec)
    {
        if (spec.Precision == ElementType.Float32)
            return "they multiply float16, bfloat16 or e4m3, and the spec's precision is Float32";
        if (Math.Max(spec.HeadDim, spec.ValueHeadDim) > LargestHead)
            return $"their heads have up to {LargestHead} elements, not {Math.Max(spec.HeadDim, spec.ValueHeadDim)}";
        // Its factors are float32: products from shared memory would want them split by ordinary instructions first.
        return spec.LowRankBias is null ? null : "they have no low-rank bias";
    }

    /// <summary>Why a config is illegal, as one English sentence, or null when it is legal.</summary>
    public static string? WhyNot(AttentionSpec spec, WgmmaConfig config)
        => WhyNotSpec(spec) ?? WhyNotTile(spec, config) ?? WhyNotRegisters(spec, config) ?? WhyNotShared(spec, config);

    /// <summary>Shared memory of a block.</summary>
    public static int SharedBytes(AttentionSpec spec, WgmmaConfig config) => new WgmmaLayout(spec, config).SharedBytes;

    /// <summary>An estimate of the registers of a thread that computes: outputs, scores, weights, and what else there is.</summary>
    public static int Registers(AttentionSpec spec, WgmmaConfig config)
    {
        var panels = new WgmmaLayout(spec, config).Panels;
        var score = spec.Softcap > 0 || spec.Score is not null ? ScoreRegisters : 0;
        // What a score function reads is on its way for many scores at once: with 128 keys for more than such registers.
        var masked = spec.Precision == ElementType.Float8E4M3 && config.KeyTile == MostKeys ? DataRegistersOfQuarters : DataRegisters;
        var data = Reads(spec.Score) ? Math.Max(DataRegisters, 10 + config.KeyTile / 4) : Reads(spec.Mask) ? masked : 0;
        return panels.PaddedValueDim / 2 + config.KeyTile / 2 + config.KeyTile * panels.ElementBytes / 8 + OtherRegisters + RegistersPerPanel * panels.KeyPanels + score + data;
    }

    private static bool Reads(Expr? expr) => expr?.All().Any(part => part is DataLoad or TensorLoad) ?? false;

    private static (int Producer, int Consumer) Split(AttentionSpec spec, WgmmaConfig config) => config.Consumers switch
    {
        1 => (CudaFeasibility.MostRegisters, CudaFeasibility.MostRegisters),
        2 => spec.Precision == ElementType.Float8E4M3 ? s_registersOfTwoAndTransposers : s_registersOfTwo,
        _ => s_registersOfThree,
    };

    private static string? WhyNotTile(AttentionSpec spec, WgmmaConfig config)
    {
        if (config.Consumers is < 1 or > 3)
            return $"a block has 1 to 3 warpgroups that compute, not {config.Consumers}";
        if (config.QueryTile != WgmmaConfig.WarpgroupRows * config.Consumers)
            return $"the query tile must be 64 rows for each of the {config.Consumers} warpgroups that compute, not {config.QueryTile}";
        if (config.Stages is < 2 or > 4)
            return $"shared memory holds 2 to 4 stages, not {config.Stages}";
        var (unit, least) = spec.Precision == ElementType.Float8E4M3 ? (32, LeastKeysOfQuarters) : (CudaConfig.MatrixRows, LeastKeys);
        return config.KeyTile < least || config.KeyTile > MostKeys || config.KeyTile % unit != 0
            ? $"the key tile must be a multiple of {unit} from {least} to {MostKeys}, not {config.KeyTile}"
            : null;
    }

    private static string? WhyNotRegisters(AttentionSpec spec, WgmmaConfig config)
        => Registers(spec, config) is var registers && registers > ConsumerRegisters(spec, config)
            ? $"its threads need about {registers} registers, more than {ConsumerRegisters(spec, config)}"
            : null;

    private static string? WhyNotShared(AttentionSpec spec, WgmmaConfig config)
        => SharedBytes(spec, config) is var bytes && bytes > CudaArchitecture.Sm90.SharedBytesPerBlock
            ? $"its {bytes} bytes of shared memory exceed the {CudaArchitecture.Sm90.SharedBytesPerBlock} of a block"
            : null;
}
