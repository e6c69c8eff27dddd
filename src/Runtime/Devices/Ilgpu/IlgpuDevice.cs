using KernelGen.Devices.Cuda;

namespace KernelGen.Devices.Ilgpu;

/// <summary>An ILGPU accelerator as selection and tuning see it. It holds nothing of ILGPU, so it can be made up.</summary>
public sealed record IlgpuDevice
{
    /// <summary>What drives it, as ILGPU names it: <c>Cuda</c>, <c>OpenCL</c> or <c>CPU</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The vendor's name for the model.</summary>
    public required string Name { get; init; }

    /// <summary>The compute capability of a CUDA device, for example <c>9.0</c>; empty where there is none.</summary>
    public string ComputeCapability { get; init; } = "";

    /// <summary>Multiprocessors, compute units of OpenCL.</summary>
    public required int Multiprocessors { get; init; }

    /// <summary>Threads that a group may have.</summary>
    public required int MostThreads { get; init; }

    /// <summary>Bytes of shared memory that a group may have.</summary>
    public required int MostSharedBytes { get; init; }

    /// <summary>32-bit registers that a group may have; 0 where the driver does not tell.</summary>
    public int MostRegisters { get; init; }

    /// <summary>Threads that run in lockstep.</summary>
    public required int WarpSize { get; init; }

    /// <summary>The effective instruction set, the third part of the key: <c>cuda-9.0</c>, <c>opencl</c>, <c>cpu</c>.</summary>
    public string Isa => DeviceKey.Sanitize(ComputeCapability.Length == 0 ? Kind : $"{Kind}-{ComputeCapability}");

    /// <summary>The device key, for example <c>ilgpu:nvidia-h200:cuda-9.0:132mp</c>.</summary>
    public string Key => new DeviceKey(Target, DeviceKey.Sanitize(Name), Isa, FormattableString.Invariant($"{Multiprocessors}mp")).ToString();

    /// <summary>The device class: the key without model and multiprocessors.</summary>
    public string Class => $"{Target}:{Isa}";

    /// <summary>The first part of every key.</summary>
    public const string Target = "ilgpu";

    /// <summary>The key that a device has here, for the one that it has as a CUDA device without ILGPU; other keys stay as they are.</summary>
    internal static DeviceKey KeyOf(DeviceKey key)
        => key.Target == CudaDeviceFacts.Target ? key with { Target = Target, Isa = $"{CudaDeviceFacts.Target}-{key.Isa}" } : key;

    /// <summary>One English line.</summary>
    public string Describe() => FormattableString.Invariant(
        $"{Name}, {Isa}, {Multiprocessors} {(Multiprocessors == 1 ? "multiprocessor" : "multiprocessors")}, groups of up to {MostThreads} threads with {MostSharedBytes} bytes of shared memory");

    /// <summary>Why this device cannot run a kernel, as the rest of a sentence about the kernel; null when it can.</summary>
    /// <param name="threads">Threads of a group.</param>
    /// <param name="sharedBytes">Shared memory of a group.</param>
    /// <param name="registers">Registers that a thread is expected to need.</param>
    public string? WhyNot(int threads, int sharedBytes, int registers)
    {
        if (threads > MostThreads)
            return FormattableString.Invariant($"needs groups of {threads} threads, and {Name} has at most {MostThreads}");
        if (sharedBytes > MostSharedBytes)
            return FormattableString.Invariant($"needs {sharedBytes} bytes of shared memory, and a group of {Name} has {MostSharedBytes}");
        return MostRegisters > 0 && (long)threads * registers > MostRegisters
            ? FormattableString.Invariant($"needs about {threads * registers} registers for {threads} threads, and a group of {Name} has {MostRegisters}")
            : null;
    }
}
