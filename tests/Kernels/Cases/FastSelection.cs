using KernelGen.Templates.Specs;
using static KernelGen.Kernels.Cases.MaskKind;
using static KernelGen.Templates.Specs.ElementType;

namespace KernelGen.Kernels.Cases;

/// <summary>The cases of every run: few specs, each value of each dimension at least once.</summary>
public static class FastSelection
{
    private const long LargestWork = 40_000_000;
    private const int PairsPerSpec = 6;

    /// <summary>The specs; compiling them is most of what a fast run costs.</summary>
    public static IReadOnlyList<SpecCase> Specs { get; } =
    [
        new(Float32, 64, 64, None),
        new(Float32, 64, 64, Causal, WritesLse: true),
        new(Float32, 128, 128, Causal, Softcap: 50),
        new(Float32, 40, 40, WindowAndSink, Alignment: Alignment.TopLeft),
        new(Float32, 59, 59, None, Softcap: 15, WritesLse: true),
        new(Float32, 192, 128, CausalWindow),
        new(Float32, 8, 8, Sink),
        new(Float32, 256, 256, Window, WritesLse: true),
        new(Float16, 64, 64, Causal, WritesLse: true),
        new(Float16, 16, 16, None),
        new(Float16, 80, 80, Window),
        new(Float16, 111, 111, Causal, Softcap: 15, Alignment: Alignment.TopLeft),
        new(Float16, 160, 160, WindowAndSink, WritesLse: true),
        new(ElementType.BFloat16, 64, 64, None, WritesLse: true),
        new(ElementType.BFloat16, 32, 32, Causal, Alignment: Alignment.TopLeft),
        new(ElementType.BFloat16, 96, 96, OpenWindow, Softcap: 50),
        new(ElementType.BFloat16, 128, 128, WindowAndSink),
        new(ElementType.BFloat16, 192, 192, Causal),
        new(ElementType.Float8E4M3, 64, 64, Causal, WritesLse: true),
        new(ElementType.Float8E4M3, 128, 128, WindowAndSink),
        new(ElementType.Float8E4M3, 59, 59, None, Softcap: 15, Alignment: Alignment.TopLeft),
        new(ElementType.Float8E4M3, 192, 128, CausalWindow, WritesLse: true),
    ];

    /// <summary>Length pairs that hold every length on either side.</summary>
    private static IReadOnlyList<(int Query, int Key)> Pairs { get; } = [.. Forward(), .. Forward().Select(pair => (pair.Key, pair.Query))];

    // Large logits under a soft cap, which shows every rounding that comes before it.
    private static IReadOnlyList<KernelCase> Capped { get; } =
    [
        KernelCase.Parse("Float16 d=59 v=59 mask=Causal cap=50 align=TopLeft lse=True b=1 hq=8 hkv=2 nq=16 nk=4097 offset=-3 logits=1000 poison=None layout=Padded"),
        KernelCase.Parse("BFloat16 d=96 v=96 mask=Sink cap=15 align=TopLeft lse=True b=2 hq=16 hkv=2 nq=1 nk=2049 offset=-3 logits=1000 poison=None layout=Padded"),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<KernelCase> Cases { get; } = [.. Build(), .. Capped];

    private static IEnumerable<KernelCase> Build()
    {
        var builder = new CaseBuilder(LargestWork);
        var pair = 0;
        var poison = 0;
        Poison[] poisons = [Poison.NaN, Poison.Infinity, Poison.Thousand];
        foreach (var spec in Specs)
        {
            for (var i = 0; i < PairsPerSpec; i++, pair++)
                yield return builder.Any(spec, Pairs[pair % Pairs.Count].Query, Pairs[pair % Pairs.Count].Key);
            yield return builder.Any(spec, 1, 2049 + pair);
            yield return builder.Any(spec, 2 + pair % 15, 1025 + pair);
            if (spec.Mask is None or OpenWindow)
                continue;
            yield return builder.Poisoned(spec, poisons[poison++ % 3], 129, 203);
            yield return builder.Poisoned(spec, poisons[poison++ % 3], 257, 257);
            yield return builder.Poisoned(spec, poisons[poison++ % 3], 3, 511);
        }
    }

    private static IEnumerable<(int Query, int Key)> Forward()
    {
        var lengths = Dimensions.Lengths;
        // 7 and the number of lengths have no common divisor, so every length is somebody's partner.
        return Enumerable.Range(0, lengths.Count).Select(i => (lengths[i], lengths[(7 * i + 5) % lengths.Count]));
    }
}
