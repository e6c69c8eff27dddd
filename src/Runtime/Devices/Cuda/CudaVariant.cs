using KernelGen.Devices.Gpu;

namespace KernelGen.Devices.Cuda;

/// <summary>A kernel in PTX, emitted for one spec and one config, as the host needs to know it.</summary>
/// <param name="id">The variant id.</param>
/// <param name="emitterVersion">The version of the emitter that wrote it.</param>
/// <param name="queryTile">Query rows of a tile.</param>
/// <param name="keyTile">Keys of a tile.</param>
/// <param name="threads">Threads of a block.</param>
/// <param name="sharedBytes">Shared memory of a block.</param>
/// <param name="registers">Registers that a thread is expected to need.</param>
public sealed class CudaVariant(string id, int emitterVersion, int queryTile, int keyTile, int threads, int sharedBytes, int registers)
    : GpuVariant(id, emitterVersion, queryTile, keyTile, threads, sharedBytes, registers)
{
    /// <summary>The module that has it.</summary>
    public required CudaText Text { get; init; }

    /// <summary>Its name there.</summary>
    public required string Entry { get; init; }

    /// <summary>The names of its parameters, in their order, with blanks between them.</summary>
    public required string Parameters { get; init; }

    /// <summary>Whether a block takes one query tile after another, so that there are no more blocks than multiprocessors; else it has one.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>Registers that a thread must begin with, because the kernel moves them among its warps; 0 where it does not.</summary>
    public int EntryRegisters { get; init; }

    /// <inheritdoc/>
    internal override bool NeedsTensorMaps => Parameters.Contains(CudaSignature.MapSuffix, StringComparison.Ordinal);

    /// <summary>Refuses a kernel to which the driver's compiler gave so few registers that its warps would wait for more for ever.</summary>
    /// <param name="function">The kernel, loaded.</param>
    /// <exception cref="CudaException">They are too few.</exception>
    internal void RequireRegisters(CudaFunction function)
    {
        if (EntryRegisters == 0 || function.Registers is var registers && registers >= EntryRegisters)
            return;
        throw new CudaException(FormattableString.Invariant(
            $"The kernel {Id} was not launched: its warps hand registers to each other, for which a thread must begin with {EntryRegisters}, and the driver's compiler gave it {registers}; it would wait for ever. Another version of the driver may give them; AttentionOptions.Variant pins a kernel of cuda.mma, which needs none."));
    }

    /// <summary>Why a device cannot run it, as the rest of a sentence; null when it can.</summary>
    internal string? WhyNot(CudaDeviceFacts device) => WhyNotText(device) ?? WhyNotSize(device);

    /// <summary>The same as far as its text says, which is what all kernels of its family say.</summary>
    internal string? WhyNotText(CudaDeviceFacts device)
        => PtxHeader.Read(Text())?.WhyNot(device) is { } reason ? $"cannot run on {device.Name}. {reason.TrimEnd('.')}" : null;

    /// <summary>The same as far as its size says, which takes no text.</summary>
    internal string? WhyNotSize(CudaDeviceFacts device)
        => SharedBytes > device.SharedMemoryPerBlock
            ? FormattableString.Invariant($"needs {SharedBytes} bytes of shared memory, and a block of {device.Name} has {device.SharedMemoryPerBlock}")
            : null;
}
