using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Targets;

/// <summary>What <c>--target</c> names: kernels of some families, and the devices that they run on. Commands know targets by this alone.</summary>
internal abstract class ToolTarget
{
    /// <summary>The name.</summary>
    public abstract string Name { get; }

    /// <summary>Where it computes, after the name.</summary>
    public abstract string Summary { get; }

    /// <summary>Whether <c>--device</c> tells its devices apart.</summary>
    public abstract bool HasDevices { get; }

    /// <summary>Whether <c>--threads</c> says how many threads run its kernels.</summary>
    public abstract bool HasThreads { get; }

    /// <summary>Whether its caches can be emptied between runs, as <c>--cache cold</c> asks for.</summary>
    public virtual bool CanEmptyCaches => false;

    /// <summary>The variants that are emitted when nothing was tuned, the preferred ones first.</summary>
    public abstract IReadOnlyList<string> Defaults(AttentionSpec spec);

    /// <summary>Every variant that is legal for a spec.</summary>
    public abstract IReadOnlyList<string> All(AttentionSpec spec);

    /// <summary>Whether an id is of one of its families.</summary>
    public abstract bool IsVariant(string id);

    /// <summary>Why a variant is illegal for a spec; null when it is legal.</summary>
    public abstract string? WhyNot(AttentionSpec spec, string id);

    /// <summary>Why a spec has no variants here, as a sentence without its point; null when it has.</summary>
    public virtual string? WhyNotSpec(AttentionSpec spec) => null;

    /// <summary>Whether this machine runs a variant as fast as it is meant to.</summary>
    public virtual bool IsQuickHere(string id) => true;

    /// <summary>What the cost model would choose among variants, on a device that need not be at hand; null when the device's key does not tell enough.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="variants">The variants, the preferred ones first.</param>
    /// <param name="device">The device, one of this target.</param>
    /// <param name="bucket">The shapes.</param>
    public abstract string? AnalyticChoice(SpecEntry spec, IReadOnlyList<string> variants, in DeviceKey device, in ShapeBucket bucket);

    /// <summary>The cost model that carries results over to other buckets of a device; null where it is not known how well it does.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="device">The device, one of this target.</param>
    public virtual Func<string, ShapeBucket, double>? TransferCost(SpecEntry spec, DeviceKey device) => null;

    /// <summary>The generated text of a spec with one variant.</summary>
    public abstract string Emit(SpecEntry spec, string variant);

    /// <summary>Opens a device for tuning.</summary>
    /// <param name="assembly">The user's assembly.</param>
    /// <param name="device">What <c>--device</c> says; null means the first one.</param>
    /// <param name="threads">Threads of every run; 0 means one per processor.</param>
    /// <exception cref="ToolException">There is no such device.</exception>
    public abstract ITuningTarget OpenTuning(string assembly, string? device, int threads);

    /// <summary>Opens a device with kernels of a spec.</summary>
    /// <exception cref="ToolException">There is no such device, or the spec has no kernels for it.</exception>
    public abstract IAttentionKernels OpenKernels(KernelRequest request);

    /// <summary>The devices of this machine.</summary>
    /// <param name="assembly">The assembly that the user gave, or null.</param>
    /// <exception cref="ToolException">The assembly does not bring what its devices are found with.</exception>
    public abstract DeviceList Devices(string? assembly);
}

/// <summary>Which kernels of a spec are wanted, and where.</summary>
/// <param name="Assembly">The user's assembly.</param>
/// <param name="Spec">The spec.</param>
/// <param name="Variants">The variants to compile.</param>
/// <param name="DatabasePath">The tuning database, which need not exist.</param>
/// <param name="Device">What <c>--device</c> says; null means the first one.</param>
internal sealed record KernelRequest(string Assembly, SpecEntry Spec, IReadOnlyList<string> Variants, string DatabasePath, string? Device)
{
    /// <summary>The tuned choices that were built into the assembly.</summary>
    public IReadOnlyList<TunedChoice> Choices { get; init; } = [];

    /// <summary>The variant to run; null to have it selected.</summary>
    public string? Pinned { get; init; }

    /// <summary>Threads of a run; 0 means one per processor.</summary>
    public int Threads { get; init; }
}
