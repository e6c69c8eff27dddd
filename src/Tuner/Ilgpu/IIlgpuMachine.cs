using KernelGen.Devices.Ilgpu;

namespace KernelGen.Tuner.Ilgpu;

/// <summary>The accelerators that the user's ILGPU finds. What implements this is compiled in memory against that ILGPU.</summary>
public interface IIlgpuMachine
{
    /// <summary>ILGPU's version.</summary>
    string Version { get; }

    /// <summary>What there is, the fastest kind first: CUDA, OpenCL, ILGPU's own CPU device.</summary>
    IReadOnlyList<IlgpuFound> Find();

    /// <summary>Opens a device in a context of its own.</summary>
    /// <param name="index">Its place in what <see cref="Find"/> gave.</param>
    IIlgpuAccelerator Open(int index);
}

/// <summary>A device that ILGPU found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Device">What it is; null when it could not be opened.</param>
/// <param name="Problem">Why it could not be opened; empty when it could.</param>
public sealed record IlgpuFound(string Name, IlgpuDevice? Device, string Problem);

/// <summary>An open accelerator, its memory and its stream.</summary>
public interface IIlgpuAccelerator : IDisposable
{
    /// <summary>What it is.</summary>
    IlgpuDevice Device { get; }

    /// <summary>ILGPU's stream.</summary>
    object Stream { get; }

    /// <summary>A buffer with these bytes, never an empty one.</summary>
    IDisposable Upload(ReadOnlySpan<byte> bytes);

    /// <summary>Waits, and copies the first bytes of a buffer of <see cref="Upload"/>.</summary>
    void Download(IDisposable buffer, Span<byte> bytes);

    /// <summary>Waits for all launches.</summary>
    void Synchronize();
}

/// <summary>A spec with ILGPU kernels, compiled in memory.</summary>
public interface IIlgpuSpec
{
    /// <summary>Facts, classifier and oracle.</summary>
    CompiledSpec Compiled { get; }

    /// <summary>Puts the launches of a call into an accelerator's stream.</summary>
    /// <param name="accelerator">Where.</param>
    /// <param name="buffers">Its tensors there.</param>
    /// <param name="call">The call as the host sees it.</param>
    /// <param name="options">Its options.</param>
    void Launch(IIlgpuAccelerator accelerator, IlgpuBuffers buffers, in AttentionCall call, AttentionOptions? options);
}

/// <summary>The buffers of a call, all of them of <see cref="IIlgpuAccelerator.Upload"/>.</summary>
/// <param name="Query">Q.</param>
/// <param name="Key">K.</param>
/// <param name="Value">V.</param>
/// <param name="Output">O.</param>
/// <param name="Lse">The log-sum-exp; null when it is not wanted.</param>
/// <param name="Data">For each data parameter its elements; null for a scalar.</param>
public sealed record IlgpuBuffers(
    IDisposable Query, IDisposable Key, IDisposable Value, IDisposable Output, IDisposable? Lse, IReadOnlyList<IDisposable?> Data);
