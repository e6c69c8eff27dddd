using KernelGen.Devices.Cpu;
using KernelGen.Devices.Gpu;

namespace KernelGen.Devices.Cuda;

/// <summary>Runs a call over a device's memory on the processor: everything is copied to the host, and the output back.</summary>
internal static unsafe class CudaFallback
{
    /// <summary>The options of the call there: a variant that is pinned is the device's.</summary>
    public static AttentionOptions Options(AttentionOptions options) => options with { Variant = null };

    /// <summary>Runs a call over memory of the host.</summary>
    /// <typeparam name="T">The elements of Q, K and V.</typeparam>
    /// <typeparam name="TOut">The elements of O.</typeparam>
    public static void RunOnHost<T, TOut>(
        CompiledSpec spec, ReadOnlySpan<T> q, ReadOnlySpan<T> k, ReadOnlySpan<T> v, Span<TOut> o, Span<float> lse, bool writesLse,
        AttentionShape shape, AttentionOptions options, CallData data)
        where T : unmanaged
        where TOut : unmanaged
    {
        // The caller has checked the elements, and a spec of these elements is compiled to nothing else.
        var compiled = (CompiledSpec<T, TOut>)spec;
        if (writesLse)
            compiled.Forward(q, k, v, o, lse, shape, Options(options), data);
        else
            compiled.Forward(q, k, v, o, shape, Options(options), data);
    }

    /// <summary>Runs a call over memory of the device.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="stream">What the copies are queued in.</param>
    /// <param name="call">The call.</param>
    /// <param name="values">Addresses and data.</param>
    /// <param name="options">Its options.</param>
    public static void Run(CompiledSpec spec, CudaStream stream, in GpuCall call, in CudaValues values, AttentionOptions options)
    {
        var (facts, shape, launch) = (spec.Facts, call.Shape, call.Launch);
        var elementBytes = facts.ElementBytes;
        using var query = new Copy(stream, values.Query, launch.Query, Bytes(launch.Query, shape.Batch, shape.QueryHeads, shape.QueryLength, facts.HeadDim, elementBytes));
        using var key = new Copy(stream, values.Key, launch.Key, Bytes(launch.Key, shape.Batch, shape.KeyHeads, shape.KeyLength, facts.HeadDim, elementBytes));
        using var value = new Copy(stream, values.Value, launch.Value, Bytes(launch.Value, shape.Batch, shape.KeyHeads, shape.KeyLength, facts.ValueHeadDim, elementBytes));
        // What lies between the rows of the output is copied there and back as it is.
        using var output = new Copy(stream, values.Output, launch.Output, Bytes(launch.Output, shape.Batch, shape.QueryHeads, shape.QueryLength, facts.ValueHeadDim, facts.OutputBytes));
        using var lse = new Copy(stream, values.Lse, launch.Lse, values.Lse == 0 ? 0 : Bytes(launch.Lse, shape.Batch, shape.QueryHeads, shape.QueryLength, 1, sizeof(float)));
        query.Fetch();
        key.Fetch();
        value.Fetch();
        output.Fetch();
        lse.Fetch();
        var data = new Copy?[values.Data.Length];
        var items = stackalloc DataItem[values.Data.Length];
        try
        {
            for (var i = 0; i < data.Length; i++)
            {
                var item = values.Data[i];
                var copy = data[i] = new Copy(stream, item.DeviceAddress, default, item.IsOnDevice ? item.Reach * item.ElementBytes : 0);
                copy.Fetch();
                items[i] = item.IsOnDevice ? item.OnHost(copy.View.Data) : item;
            }
            var onHost = new AttentionCall
            {
                Shape = shape,
                QueryOffset = launch.QueryOffset,
                Query = query.View,
                Key = key.View,
                Value = value.View,
                Output = output.View,
                Lse = values.Lse == 0 ? default : lse.View,
                Data = new CallData(items, data.Length),
            };
            spec.Run(onHost, Options(options));
        }
        finally
        {
            foreach (var copy in data)
                copy?.Dispose();
        }
        output.Return();
        lse.Return();
    }

    private static long Bytes(in TensorStrides strides, int batch, int heads, int rows, int columns, int elementBytes)
        => (long)strides.Extent(batch, heads, rows, columns) * elementBytes;

    // Memory of the host for what lies at an address of the device. To make one copies nothing: a copy that fails finds it owned.
    private sealed class Copy : IDisposable
    {
        private readonly CudaStream _stream;
        private readonly ulong _address;
        private readonly long _bytes;
        private readonly NativeBuffer _memory = new();

        public Copy(CudaStream stream, ulong address, in TensorStrides strides, long bytes)
        {
            _stream = stream;
            _address = address;
            _bytes = bytes;
            View = new TensorView(_memory.Reserve(Math.Max(1, bytes)), strides.Batch, strides.Head, strides.Row);
        }

        public TensorView View { get; }

        public void Fetch() => CudaCopies.ToHost(_stream, View.Data, _address, _bytes);

        public void Return() => CudaCopies.ToDevice(_stream, _address, View.Data, _bytes);

        public void Dispose() => _memory.Free();
    }
}
