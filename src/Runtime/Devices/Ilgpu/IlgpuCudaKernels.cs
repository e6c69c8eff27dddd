using System.Runtime.CompilerServices;
using KernelGen.Devices.Cuda;
using KernelGen.Devices.Gpu;

namespace KernelGen.Devices.Ilgpu;

/// <summary>
/// The PTX kernels of a spec on one accelerator of ILGPU: launched in its context and its streams, over its buffers. What they need there, modules,
/// plans and memory of streams, goes when this is disposed, which must be before the context is. Thread-safe.
/// </summary>
public sealed unsafe class IlgpuCudaKernels : IDisposable
{
    /// <summary>What selection answers when the decode kernel of <c>cuda.mma</c> serves a call; one of the others has a smaller number.</summary>
    internal const int DecodeKernel = -2;

    // One device for all specs, so that each knows what another one has met. Accelerators and streams that are collected take theirs along.
    private static readonly ConditionalWeakTable<object, CudaDevice> s_devices = [];
    private static readonly ConditionalWeakTable<object, CudaStream> s_streams = [];

    private readonly object _accelerator;

    /// <param name="kernels">The kernels.</param>
    /// <param name="accelerator">The accelerator, as an object that tells it from others.</param>
    /// <param name="context">Its CUDA context; 0 where it has none, because it is no CUDA device.</param>
    public IlgpuCudaKernels(CudaKernels kernels, object accelerator, nint context)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        ArgumentNullException.ThrowIfNull(accelerator);
        Kernels = kernels;
        _accelerator = accelerator;
        if (context == 0)
        {
            WhyNot = "the accelerator is no CUDA device";
            return;
        }
        try
        {
            Device = s_devices.GetValue(accelerator, _ => CudaDevice.Borrow(CudaDrivers.Of(context), context));
            WhyNot = WhyNoKernel(Device);
        }
        catch (CudaException exception)
        {
            WhyNot = $"the driver cannot be used ({exception.Message.TrimEnd('.')})";
        }
    }

    /// <summary>The kernels.</summary>
    internal CudaKernels Kernels { get; }

    /// <summary>The accelerator as a device of CUDA's; null where it is none.</summary>
    internal CudaDevice? Device { get; }

    /// <summary>Why the accelerator runs none of them, as the rest of a sentence; null when it runs some.</summary>
    internal string? WhyNot { get; }

    /// <summary>Whether what selection answered is one of these kernels.</summary>
    /// <param name="variant">What <see cref="IlgpuSelector.Select"/> answered.</param>
    public static bool Serves(int variant) => variant <= DecodeKernel;

    /// <summary>Launches one of these kernels; returns when the launches are in the stream.</summary>
    /// <param name="stream">ILGPU's stream, as an object that tells it from others.</param>
    /// <param name="pointer">The same for CUDA; 0 is the default stream.</param>
    /// <param name="call">The call, which is not empty.</param>
    /// <param name="variant">What <see cref="IlgpuSelector.Select"/> answered, and <see cref="Serves"/> confirmed.</param>
    /// <param name="addresses">Where the tensors begin.</param>
    /// <param name="items">The data, as many items as the spec has parameters; null when it has none.</param>
    /// <exception cref="CudaException">The driver refuses, or a kernel failed before.</exception>
    /// <exception cref="ObjectDisposedException">The accelerator was disposed.</exception>
    public void Launch(object stream, nint pointer, in GpuCall call, int variant, in GpuAddresses addresses, DataItem* items)
    {
        var device = Device ?? throw new InvalidOperationException($"No kernel of cuda.* runs here: {WhyNot}.");
        var queue = s_streams.TryGetValue(stream, out var known) ? known : Borrow(device, stream, pointer);
        var values = new CudaValues
        {
            Batch = call.Shape.Batch,
            Query = (ulong)addresses.Query,
            Key = (ulong)addresses.Key,
            Value = (ulong)addresses.Value,
            Output = (ulong)addresses.Output,
            Lse = (ulong)addresses.Lse,
            Data = new ReadOnlySpan<DataItem>(items, Kernels.Spec.Data?.Parameters.Count ?? 0),
        };
        Kernels.Launch(queue, call, variant == DecodeKernel ? null : Kernels.Variants[DecodeKernel - 1 - variant], ref values, items);
        // Until the launches are in it nobody gives it back.
        GC.KeepAlive(stream);
    }

    /// <summary>Frees what the kernels of all specs have on the accelerator; kernels that are under way finish first.</summary>
    public void Dispose()
    {
        Device?.Dispose();
        s_devices.Remove(_accelerator);
    }

    /// <summary>The number of a kernel; null stands for decoding.</summary>
    internal int Number(CudaVariant? variant)
    {
        for (var i = 0; i < Kernels.Variants.Count; i++)
        {
            if (Kernels.Variants[i] == variant)
                return DecodeKernel - 1 - i;
        }
        return DecodeKernel;
    }

    // Apart, so that its closure is only allocated for a new stream.
    private static CudaStream Borrow(CudaDevice device, object stream, nint pointer) => s_streams.GetValue(stream, _ => device.BorrowStream(pointer));

    private string? WhyNoKernel(CudaDevice device)
    {
        string? reason = null;
        foreach (var variant in Kernels.Variants)
        {
            if (variant.WhyNot(device.Facts) is not { } why)
                return null;
            reason = $"{variant.Id} {why}";
        }
        return reason ?? $"the spec has none, because {Kernels.WhyNone ?? "none were emitted"}";
    }
}
