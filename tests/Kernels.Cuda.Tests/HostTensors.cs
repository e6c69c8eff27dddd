using KernelGen.Devices.Cuda;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The tensors of a call in buffers of the runtime, with everything between their elements; runs the call as emitted code does.</summary>
internal abstract class HostTensors : IDisposable
{
    public static HostTensors Of(CudaDevice device, in AttentionCall call, SpecFacts facts, int shift) => facts.Precision switch
    {
        Precision.Float32 => new HostTensors<float, float>(device, call, facts, shift),
        Precision.Float16 => new HostTensors<Half, Half>(device, call, facts, shift),
        Precision.BFloat16 => new HostTensors<BFloat16, BFloat16>(device, call, facts, shift),
        _ => new HostTensors<Float8E4M3, BFloat16>(device, call, facts, shift),
    };

    /// <summary>Runs the call.</summary>
    public abstract void Run(CudaKernels kernels, in AttentionCall call, AttentionOptions options, DataPlace place);

    /// <summary>Copies the results to where the call wants them.</summary>
    public abstract void CopyBack(in AttentionCall call);

    public abstract void Dispose();
}

/// <summary>The same for elements of a type, the output's of another or the same.</summary>
internal sealed unsafe class HostTensors<T, TOut> : HostTensors
    where T : unmanaged
    where TOut : unmanaged
{
    private readonly CudaDevice _device;
    private readonly List<IDisposable> _owned = [];
    private readonly DeviceBuffer<T> _query, _key, _value;
    private readonly DeviceBuffer<TOut> _output;
    private readonly DeviceBuffer<float>? _lse;
    private readonly AttentionStrides _strides;

    public HostTensors(CudaDevice device, in AttentionCall call, SpecFacts facts, int shift)
    {
        var shape = call.Shape;
        _device = device;
        _query = Upload<T>(call.Query, (shape.Batch, shape.QueryHeads, shape.QueryLength, facts.HeadDim), shift);
        _key = Upload<T>(call.Key, (shape.Batch, shape.KeyHeads, shape.KeyLength, facts.HeadDim), shift);
        _value = Upload<T>(call.Value, (shape.Batch, shape.KeyHeads, shape.KeyLength, facts.ValueHeadDim), shift);
        _output = Upload<TOut>(call.Output, (shape.Batch, shape.QueryHeads, shape.QueryLength, facts.ValueHeadDim), shift);
        if (call.Lse.Data is not null)
            _owned.Add(_lse = device.Allocate<float>((long)shape.Batch * shape.QueryHeads * shape.QueryLength));
        _strides = new AttentionStrides(Strides(call.Query), Strides(call.Key), Strides(call.Value), Strides(call.Output));
    }

    public override void Run(CudaKernels kernels, in AttentionCall call, AttentionOptions options, DataPlace place)
    {
        var items = stackalloc DataItem[Math.Max(1, call.Data.Count)];
        for (var i = 0; i < call.Data.Count; i++)
            items[i] = place == DataPlace.Device ? OnDevice(call.Data[i]) : call.Data[i];
        kernels.Run(_device.DefaultStream, _query, _key, _value, _output, _lse, call.Shape, _strides, options, items);
    }

    public override void CopyBack(in AttentionCall call)
    {
        _output.CopyTo(new Span<TOut>(call.Output.Data, (int)_output.Length));
        if (_lse is null)
            return;
        var (shape, rows) = (call.Shape, _lse.ToArray());
        for (var i = 0; i < rows.Length; i++)
        {
            var (pair, row) = Math.DivRem(i, shape.QueryLength);
            call.Lse.Head<float>(pair / shape.QueryHeads, pair % shape.QueryHeads)[row * call.Lse.RowStride] = rows[i];
        }
    }

    public override void Dispose() => _owned.ForEach(one => one.Dispose());

    // A shift moves the first element so many elements off a multiple of 16 bytes.
    private DeviceBuffer<TTensor> Upload<TTensor>(in TensorView host, (int Batch, int Heads, int Rows, int Columns) sizes, int shift)
        where TTensor : unmanaged
    {
        var (batch, heads, rows, columns) = sizes;
        var length = batch == 0 || heads == 0 || rows == 0 ? 0
            : (batch - 1) * host.BatchStride + (heads - 1) * host.HeadStride + (rows - 1) * host.RowStride + columns;
        var buffer = _device.Allocate<TTensor>(shift + length);
        _owned.Add(buffer);
        var slice = buffer.Slice(shift, length);
        slice.CopyFrom(new ReadOnlySpan<TTensor>(host.Data, (int)length));
        return slice;
    }

    private DataItem OnDevice(in DataItem item) => !item.IsArray && !item.IsTensor ? item : item.Type switch
    {
        DataType.Bool => OnDevice<bool>(item),
        DataType.SByte => OnDevice<sbyte>(item),
        DataType.Byte => OnDevice<byte>(item),
        DataType.Int16 => OnDevice<short>(item),
        DataType.UInt16 => OnDevice<ushort>(item),
        DataType.Single => OnDevice<float>(item),
        _ => OnDevice<int>(item),
    };

    private DataItem OnDevice<TElement>(in DataItem item)
        where TElement : unmanaged
    {
        var buffer = _device.Allocate(new ReadOnlySpan<TElement>(item.Address, (int)item.Reach));
        _owned.Add(buffer);
        return item.IsTensor
            ? CudaKernels.Item(_device.DefaultStream, buffer, item.Tensor, item.Type, "data")
            : CudaKernels.Item(_device.DefaultStream, buffer, item.Type, "data");
    }

    private static TensorStrides Strides(in TensorView view) => new(view.BatchStride, view.HeadStride, view.RowStride);
}
