using System.Runtime.InteropServices;
using KernelGen.Devices.Gpu;

namespace KernelGen.Devices.Cuda;

/// <summary>Runs a call over a device's memory on the processor: everything is copied to the host, and the output back.</summary>
internal static unsafe class CudaFallback
{
    // What vectors like best; tensors of the host are aligned by whoever allocates them.
    private const int Alignment = 64;

    /// <summary>The options of the call there: a variant that is pinned is the device's.</summary>
    public static AttentionOptions Options(AttentionOptions options) => options with { Variant = null };

    /// <summary>Runs a call.</summary>
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
        var data = new Copy[values.Data.Length];
        var items = stackalloc DataItem[values.Data.Length];
        try
        {
            for (var i = 0; i < data.Length; i++)
            {
                var item = values.Data[i];
                data[i] = new Copy(stream, item.DeviceAddress, default, item.IsOnDevice ? (long)item.Reach * item.ElementBytes : 0);
                items[i] = item.IsOnDevice ? item.OnHost(data[i].View.Data) : item;
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
                copy.Dispose();
        }
        output.Return();
        lse.Return();
    }

    private static long Bytes(in TensorStrides strides, int batch, int heads, int rows, int columns, int elementBytes)
        => (long)strides.Extent(batch, heads, rows, columns) * elementBytes;

    // Memory of the host with what lies at an address of the device.
    private readonly struct Copy : IDisposable
    {
        private readonly CudaStream _stream;
        private readonly ulong _address;
        private readonly long _bytes;

        public Copy(CudaStream stream, ulong address, in TensorStrides strides, long bytes)
        {
            _stream = stream;
            _address = address;
            _bytes = bytes;
            View = new TensorView(NativeMemory.AlignedAlloc((nuint)Math.Max(1, bytes), Alignment), strides.Batch, strides.Head, strides.Row);
            CudaCopies.ToHost(stream, View.Data, address, bytes);
        }

        public TensorView View { get; }

        public void Return() => CudaCopies.ToDevice(_stream, _address, View.Data, _bytes);

        public void Dispose() => NativeMemory.AlignedFree(View.Data);
    }
}
