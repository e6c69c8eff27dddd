using KernelGen.Selection;
using KernelGen.Selection.Layers;

namespace KernelGen.Devices.Ilgpu;

/// <summary>A kernel of the family <c>ilgpu.simt</c>, emitted for one spec and one config, as the host needs to know it.</summary>
/// <param name="id">The variant id.</param>
/// <param name="emitterVersion">The version of the emitter that wrote it.</param>
/// <param name="queryTile">Query rows of a tile.</param>
/// <param name="keyTile">Keys of a tile.</param>
/// <param name="threads">Threads of a group.</param>
/// <param name="sharedBytes">Shared memory of a group.</param>
public sealed class IlgpuVariant(string id, int emitterVersion, int queryTile, int keyTile, int threads, int sharedBytes)
    : KernelVariant(id, emitterVersion)
{
    /// <summary>Query rows of a tile.</summary>
    public int QueryTile { get; } = queryTile;

    /// <summary>Keys of a tile.</summary>
    public int KeyTile { get; } = keyTile;

    /// <summary>Threads of a group.</summary>
    public int Threads { get; } = threads;

    /// <summary>Shared memory of a group.</summary>
    public int SharedBytes { get; } = sharedBytes;

    /// <summary>The variant that a call runs: the pinned one, else the first that the device can run.</summary>
    /// <param name="variants">What was emitted, the preferred ones first.</param>
    /// <param name="options">The options of the call.</param>
    /// <param name="device">The device's name.</param>
    /// <param name="mostThreads">Threads that it has in a group.</param>
    /// <param name="mostSharedBytes">Shared memory that it has in a group.</param>
    /// <returns>The variant's index.</returns>
    /// <exception cref="ArgumentException">The pinned variant does not exist.</exception>
    /// <exception cref="NotSupportedException">The device is too small.</exception>
    public static int Select(
        IReadOnlyList<IlgpuVariant> variants, AttentionOptions? options, string device, int mostThreads, int mostSharedBytes)
    {
        ArgumentNullException.ThrowIfNull(variants);
        ArgumentChecks.Options(options, nameof(options));
        for (var i = 0; i < variants.Count; i++)
        {
            if (options?.Variant is { } pinned && variants[i].Id != pinned)
                continue;
            variants[i].Require(device, mostThreads, mostSharedBytes, isOnlyChoice: i == variants.Count - 1 || options?.Variant is not null);
            if (!variants[i].Fits(mostThreads, mostSharedBytes))
                continue;
            options?.Explain?.Invoke(Report(variants[i], options.Variant is not null));
            return i;
        }
        throw PinnedLayer.Unknown(options!.Variant!, variants, nameof(options));
    }

    /// <summary>Refuses a device that cannot run this kernel.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="mostThreads">Threads that it has in a group.</param>
    /// <param name="mostSharedBytes">Shared memory that it has in a group.</param>
    /// <exception cref="NotSupportedException">The device is too small.</exception>
    public void Require(string device, int mostThreads, int mostSharedBytes) => Require(device, mostThreads, mostSharedBytes, isOnlyChoice: true);

    private void Require(string device, int mostThreads, int mostSharedBytes, bool isOnlyChoice)
    {
        if (!isOnlyChoice || Fits(mostThreads, mostSharedBytes))
            return;
        throw new NotSupportedException(FormattableString.Invariant(
            $"{Id} needs groups of {Threads} threads and {SharedBytes} bytes of shared memory; {device} has {mostThreads} threads and {mostSharedBytes} bytes. ILGPU's CPU device has 16 threads by default: build the context with CPU(new CPUDevice(32, 8, 1)) for 256."));
    }

    private bool Fits(int mostThreads, int mostSharedBytes) => Threads <= mostThreads && SharedBytes <= mostSharedBytes;

    private static SelectionReport Report(IlgpuVariant variant, bool isPinned)
    {
        var reason = isPinned ? $"{variant.Id} is pinned by the options." : $"{variant.Id} is the first emitted variant that fits the device.";
        return new SelectionReport(variant.Id, isPinned ? SelectionLayer.Pinned : SelectionLayer.AnalyticDefault, reason, [reason]);
    }
}
