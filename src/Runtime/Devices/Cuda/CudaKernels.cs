using System.Runtime.CompilerServices;
using KernelGen.Devices.Gpu;
using KernelGen.Selection;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// The kernels of a spec for CUDA devices, and what launches them. The first call of a variant on a device has the driver compile its PTX, which
/// takes some hundred milliseconds; after that a call launches and allocates nothing. Thread-safe.
/// </summary>
/// <param name="spec">The spec.</param>
public sealed unsafe class CudaKernels(CompiledSpec spec)
{
    // A device that is collected takes its entry along.
    private readonly ConditionalWeakTable<CudaDevice, CudaDeviceKernels> _devices = new();

    /// <summary>The spec.</summary>
    public CompiledSpec Spec { get; } = spec;

    /// <summary>The kernels, the preferred ones first; none for a spec that has none.</summary>
    public IReadOnlyList<CudaVariant> Variants { get; init; } = [];

    /// <summary>The kernels for a few query rows; null when there are none, and then the others serve them.</summary>
    public CudaDecodeKernels? Decode { get; init; }

    /// <summary>Tuned choices that were in tuning-db/ when the assembly was built.</summary>
    public IReadOnlyList<TunedChoice> Choices { get; init; } = [];

    /// <summary>Why the spec has no kernels, as the rest of a sentence about them; null when it has some.</summary>
    public string? WhyNone { get; init; }

    /// <summary>Computes attention over tensors of a device; returns when the launches are in the stream.</summary>
    /// <typeparam name="T">The elements of Q, K and V, those of the spec.</typeparam>
    /// <typeparam name="TOut">The elements of O.</typeparam>
    /// <param name="stream">What the launches are queued in.</param>
    /// <param name="q">Queries.</param>
    /// <param name="k">Keys.</param>
    /// <param name="v">Values.</param>
    /// <param name="o">Receives the output.</param>
    /// <param name="lse">Receives the log-sum-exp; null when it is not wanted.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="strides">How the tensors lie; null means contiguous (B, H, N, D).</param>
    /// <param name="options">How to run the call.</param>
    /// <param name="items">The data, as many items as the spec has parameters; null when it has none.</param>
    /// <exception cref="ArgumentException">An argument does not fit the spec or the others; nothing has been written.</exception>
    /// <exception cref="NotSupportedException">The device, or the spec, has no kernels for the call.</exception>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public void Run<T, TOut>(
        CudaStream stream, DeviceBuffer<T> q, DeviceBuffer<T> k, DeviceBuffer<T> v, DeviceBuffer<TOut> o, DeviceBuffer<float>? lse,
        AttentionShape shape, AttentionStrides? strides, AttentionOptions? options, DataItem* items)
        where T : unmanaged
        where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(stream);
        RequireElements<T>(Spec.Facts.Precision, nameof(T));
        RequireElements<TOut>(Spec.Facts.OutputPrecision, nameof(TOut));
        using var query = CudaChecks.Lease(stream, q, nameof(q));
        using var key = CudaChecks.Lease(stream, k, nameof(k));
        using var value = CudaChecks.Lease(stream, v, nameof(v));
        using var output = CudaChecks.Lease(stream, o, nameof(o));
        using var sums = lse is null ? default : CudaChecks.Lease(stream, lse, nameof(lse));
        var data = new CallData(items, Spec.Data?.Parameters.Count ?? 0);
        var call = GpuCall.Create(Spec, shape, strides, q.Length, k.Length, v.Length, o.Length, lse?.Length ?? -1, data);
        CudaChecks.ContiguousLse(strides, shape, nameof(strides));
        var values = new CudaValues
        {
            Batch = shape.Batch,
            Query = (ulong)query.Value,
            Key = (ulong)key.Value,
            Value = (ulong)value.Value,
            Output = (ulong)output.Value,
            Lse = (ulong)sums.Value,
            Data = new ReadOnlySpan<DataItem>(items, data.Count),
        };
        call = call.WithAddresses(query.Value | key.Value | value.Value);
        var hasMaps = CudaMaps.Fit(call, Spec.Facts.ElementBytes);
        if (FallsBack(stream.Device, shape, hasMaps, options))
        {
            CudaFallback.Run(Spec, stream, call, values, options!);
            return;
        }
        var variant = (CudaVariant?)On(stream.Device).Selector.Select(call, hasMaps, options);
        if (!call.IsEmpty)
            Launch(stream, call, variant, ref values, items);
    }

    /// <summary>Computes attention over memory of the host: copies to a device and back, and waits.</summary>
    /// <typeparam name="T">The elements of Q, K and V, those of the spec.</typeparam>
    /// <typeparam name="TOut">The elements of O.</typeparam>
    /// <param name="device">What computes.</param>
    /// <param name="q">Queries.</param>
    /// <param name="k">Keys.</param>
    /// <param name="v">Values.</param>
    /// <param name="o">Receives the output.</param>
    /// <param name="lse">Receives the log-sum-exp.</param>
    /// <param name="writesLse">Whether it is wanted.</param>
    /// <param name="shape">The sizes.</param>
    /// <param name="options">How to run the call.</param>
    /// <param name="items">The data on the host, as many items as the spec has parameters; null when it has none.</param>
    /// <exception cref="ArgumentException">An argument does not fit the spec or the others; nothing has been written.</exception>
    /// <exception cref="NotSupportedException">The device, or the spec, has no kernels for the call.</exception>
    /// <exception cref="CudaException">The driver refuses.</exception>
    public void RunOnHostMemory<T, TOut>(
        CudaDevice device, ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, Span<TOut> o, Span<float> lse, bool writesLse,
        AttentionShape shape, AttentionOptions? options, DataItem* items)
        where T : unmanaged
        where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(device);
        RequireElements<T>(Spec.Facts.Precision, nameof(T));
        RequireElements<TOut>(Spec.Facts.OutputPrecision, nameof(TOut));
        GpuCall.RequireContiguous(Spec, shape, q.Length, k.Length, v.Length, o.Length, writesLse ? lse.Length : -1);
        if (FallsBack(device, shape, CudaMaps.FitContiguous(shape, Spec.Facts), options))
        {
            // Everything is on the host already, and the device may be full.
            CudaFallback.RunOnHost(Spec, q, k, v, o, lse, writesLse, shape, options!, new CallData(items, Spec.Data?.Parameters.Count ?? 0));
            return;
        }
        using DeviceBuffer<T> query = device.Allocate(q), key = device.Allocate(k), value = device.Allocate(v);
        using var output = device.Allocate<TOut>(o.Length);
        using var sums = writesLse ? device.Allocate<float>(lse.Length) : null;
        Run(device.DefaultStream, query, key, value, output, sums, shape, null, options, items);
        output.CopyTo(o);
        sums?.CopyTo(lse);
    }

    /// <summary>Which variant would run for a shape with contiguous tensors on a device, and why.</summary>
    /// <param name="device">The device.</param>
    /// <param name="shape">The sizes of the call.</param>
    /// <param name="options">Its options, of which the pinned variant and the fallback matter.</param>
    /// <exception cref="ArgumentException">The shape is impossible, or the pinned variant does not exist.</exception>
    /// <exception cref="NotSupportedException">The device, or the spec, has no kernels for the call.</exception>
    public SelectionReport Explain(CudaDevice device, AttentionShape shape, AttentionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentChecks.Shape(shape, nameof(shape));
        return FallsBack(device, shape, CudaMaps.FitContiguous(shape, Spec.Facts), options)
            ? Spec.Explain(shape, CudaFallback.Options(options!))
            : On(device).Selector.Explain(shape, options);
    }

    /// <summary>An array of data in the memory of a device.</summary>
    /// <typeparam name="T">Its elements.</typeparam>
    /// <param name="stream">What the launches that read it are queued in.</param>
    /// <param name="buffer">The array.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="name">The name of its parameter.</param>
    /// <exception cref="ArgumentException">It is of another device.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public static DataItem Item<T>(CudaStream stream, DeviceBuffer<T> buffer, DataType type, string name)
        where T : unmanaged
    {
        using var lease = CudaChecks.Lease(stream, buffer, name);
        return DataItem.OnDevice(type, buffer.Length, name) with { DeviceAddress = (ulong)lease.Value };
    }

    /// <summary>A tensor of data in the memory of a device.</summary>
    /// <typeparam name="T">Its elements.</typeparam>
    /// <param name="stream">What the launches that read it are queued in.</param>
    /// <param name="buffer">The memory that it begins.</param>
    /// <param name="layout">Its lengths and strides.</param>
    /// <param name="type">The type of its elements.</param>
    /// <param name="name">The name of its parameter.</param>
    /// <exception cref="ArgumentException">It is of another device, a stride is negative, or the tensor leaves the memory.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public static DataItem Item<T>(CudaStream stream, DeviceBuffer<T> buffer, DataLayout layout, DataType type, string name)
        where T : unmanaged
    {
        using var lease = CudaChecks.Lease(stream, buffer, name);
        return DataItem.OnDevice(type, layout, buffer.Length, name) with { DeviceAddress = (ulong)lease.Value };
    }

    // What the host holds is copied to the device; an item then has both addresses.
    private void Place(CudaStream stream, CudaScratch scratch, DataItem* items)
    {
        for (var i = 0; i < (Spec.Data?.Parameters.Count ?? 0); i++)
        {
            if (items[i].Address is null)
                continue;
            var bytes = items[i].Reach * items[i].ElementBytes;
            using var place = scratch.Data(stream.Device, i, bytes).Lease();
            CudaCopies.ToDevice(stream, (ulong)place.Value, items[i].Address, bytes);
            items[i] = items[i] with { DeviceAddress = (ulong)place.Value };
        }
    }

    /// <summary>Puts a call into a stream, with the kernel that was selected for it.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="call">The call, which is not empty.</param>
    /// <param name="variant">Its kernel; null for decoding.</param>
    /// <param name="values">Addresses and data.</param>
    /// <param name="items">The data once more: what the host holds is copied, and then has an address.</param>
    internal void Launch(CudaStream stream, in GpuCall call, CudaVariant? variant, ref CudaValues values, DataItem* items)
    {
        var scratch = stream.Scratch;
        lock (scratch.Gate)
        {
            Place(stream, scratch, items);
            On(stream.Device).Launch(stream, scratch, call, variant, ref values);
        }
    }

    /// <summary>The kernels on a device.</summary>
    /// <exception cref="NotSupportedException">The spec has none.</exception>
    internal CudaDeviceKernels On(CudaDevice device)
    {
        if (Variants.Count == 0)
        {
            throw new NotSupportedException(
                $"{Spec.Facts.Name} has no CUDA kernels: {WhyNone ?? "none were emitted"}. AttentionOptions.FallBackToCpu runs the call on the processor instead.");
        }
        return _devices.TryGetValue(device, out var kernels) ? kernels : AddTo(device);
    }

    // Apart, so that its closure is only allocated for a new device.
    private CudaDeviceKernels AddTo(CudaDevice device) => _devices.GetValue(device, one => new CudaDeviceKernels(this, one));

    // Asked before anything is launched, so that whatever would be refused for want of a kernel falls back.
    private bool FallsBack(CudaDevice device, in AttentionShape shape, bool hasMaps, AttentionOptions? options)
        => options is { FallBackToCpu: true } && (Variants.Count == 0 || On(device).Selector.WhyNot(shape, hasMaps, options) is not null);

    private void RequireElements<T>(Precision precision, string parameter)
        where T : unmanaged
    {
        var isSame = precision switch
        {
            Precision.Float32 => typeof(T) == typeof(float),
            Precision.Float16 => typeof(T) == typeof(Half),
            Precision.BFloat16 => typeof(T) == typeof(BFloat16),
            _ => typeof(T) == typeof(Float8E4M3),
        };
        if (!isSame)
            throw new ArgumentException($"{Spec.Facts.Name} computes in {precision}, not in {typeof(T).Name}.", parameter);
    }
}
