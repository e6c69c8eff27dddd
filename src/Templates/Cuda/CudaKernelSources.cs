using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Cuda.Wgmma;
using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Cuda;

/// <summary>The kernels that a spec has for CUDA, of whatever family, by their ids. Each is a module of its own: a driver compiles what runs.</summary>
public static class CudaKernelSources
{
    /// <summary>
    /// The ids of what is emitted when nothing was tuned, the preferred ones first: what Hopper alone runs, and what every device runs. None where
    /// no family serves the spec.
    /// </summary>
    public static IReadOnlyList<string> Defaults(AttentionSpec spec)
    {
        var everywhere = CudaConfigSpace.Defaults(spec).Select(config => config.Id).ToList();
        return everywhere.Count == 0 ? everywhere : [.. WgmmaConfigSpace.Defaults(spec).Select(config => config.Id), .. everywhere];
    }

    /// <summary>The ids of everything that is legal on some architecture.</summary>
    public static IReadOnlyList<string> All(AttentionSpec spec)
    {
        var warps = CudaArchitecture.All.SelectMany(architecture => CudaConfigSpace.All(spec, architecture)).Select(config => config.Id);
        var warpgroups = WgmmaConfigSpace.All(spec).Select(config => config.Id);
        return [.. warps.Concat(warpgroups).Concat(Defaults(spec)).Distinct()];
    }

    /// <summary>The version of the emitter that writes a variant.</summary>
    public static int EmitterVersion(string id)
        => WgmmaConfig.TryParse(id, out _) ? WgmmaKernelTemplate.EmitterVersion : IsId(id) ? CudaKernelTemplate.EmitterVersion : throw Unknown(id);

    /// <summary>Whether an id is one of these families.</summary>
    public static bool IsId(string id) => CudaConfig.TryParse(id, out _) || WgmmaConfig.TryParse(id, out _);

    /// <summary>Why a spec has no kernels, as the rest of a sentence about them; null when it has some.</summary>
    public static string? WhyNotSpec(AttentionSpec spec)
        => CudaFeasibility.WhyNotSpec(spec);

    /// <summary>Why a spec cannot have a variant on any architecture, or null.</summary>
    public static string? WhyNot(AttentionSpec spec, string id)
    {
        if (WgmmaConfig.TryParse(id, out var wgmma))
            return WgmmaConfigSpace.WhyNotPinned(spec, wgmma!) ?? WgmmaFeasibility.WhyNot(spec, wgmma!);
        var config = Config(id);
        if (CudaConfigSpace.WhyNotPinned(spec, config) is { } pinned)
            return pinned;
        if (config.KeyWarps > 1)
            return FormattableString.Invariant($"{config.QueryTile} query rows give {config.RowWarps} of its {config.Warps} warps work, which only decoding wants");
        var reasons = CudaArchitecture.All.Select(architecture => CudaFeasibility.WhyNot(spec, config, architecture)).ToList();
        return reasons.Contains(null) ? null : reasons[reasons.Count - 1];
    }

    /// <summary>The kernel of an id.</summary>
    public static CudaKernelSource Of(AttentionSpec spec, string id)
    {
        if (WgmmaConfig.TryParse(id, out var wgmma))
            return Of(spec, wgmma!);
        var config = Config(id);
        return Of(spec, config, config.EntryName, CudaParameters.Prefill(spec), new(() => CudaTemplate.Emit(spec, [config], null)));
    }

    /// <summary>The kernels for a few query rows; null where there are none.</summary>
    public static CudaDecodeSource? Decode(AttentionSpec spec)
    {
        if (CudaConfigSpace.Decode(spec) is not { } config)
            return null;
        var kernel = Of(spec, config, CudaKernelTemplate.DecodeName, CudaParameters.Decode(spec), new(() => CudaTemplate.Emit(spec, [], config)));
        var partFloats = config.KeyWarps * config.QueryTile * (spec.ValueHeadDim + 2);
        return new CudaDecodeSource(kernel, partFloats, CudaMerge.Name, CudaMerge.Threads, Names(CudaParameters.Merge(spec)));
    }

    private static CudaKernelSource Of(AttentionSpec spec, CudaConfig config, string entry, IReadOnlyList<PtxParameter> parameters, Lazy<string> ptx)
        => new(
            config.Id, CudaKernelTemplate.EmitterVersion, entry, config.QueryTile, config.KeyTile, config.Threads,
            CudaFeasibility.SharedBytes(spec, config), CudaFeasibility.Registers(spec, config), Names(parameters), ptx);

    private static CudaKernelSource Of(AttentionSpec spec, WgmmaConfig config)
        => new(
            config.Id, WgmmaKernelTemplate.EmitterVersion, config.EntryName, config.QueryTile, config.KeyTile, config.Threads,
            WgmmaFeasibility.SharedBytes(spec, config), WgmmaFeasibility.Registers(spec, config), Names(WgmmaParameters.Prefill(spec)),
            new(() => WgmmaTemplate.Emit(spec, [config])))
        {
            IsPersistent = true,
            EntryRegisters = WgmmaFeasibility.EntryRegisters(config),
        };

    private static CudaConfig Config(string id) => CudaConfig.TryParse(id, out var config)
        ? config!
        : throw Unknown(id);

    private static ArgumentException Unknown(string id) => new($"'{id}' is no id of {CudaConfig.Family} or {WgmmaConfig.Family}.", nameof(id));

    private static IReadOnlyList<string> Names(IReadOnlyList<PtxParameter> parameters) => [.. parameters.Select(parameter => parameter.Name)];
}
