using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.Devices.Gpu;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Cuda;

/// <summary>
/// A call whose tensors and data are also in the memory of a CUDA device. The data lies there once for all runs, but plans are made of the host's
/// copy, as they are when <c>Forward</c> takes spans. Runs are queued; they are done after <see cref="Wait"/>.
/// </summary>
internal sealed unsafe class CudaPlacedCall : PlacedCall
{
    private readonly List<IDisposable> _owned = [];
    private readonly HashSet<string> _loaded = [];
    private readonly CudaStream _stream;
    private readonly CudaTimer _timer;
    private readonly Action _failed;
    private readonly DataItem[] _items;
    private readonly Tensor _query, _key, _value, _output, _lse;
    private GpuCall? _call;

    /// <summary>Copies the tensors and the data.</summary>
    /// <param name="stream">The stream of copies and launches.</param>
    /// <param name="timer">What times the launches.</param>
    /// <param name="facts">The spec.</param>
    /// <param name="call">The call; its tensors are contiguous.</param>
    /// <param name="failed">Told when something that was asked of the device fails.</param>
    /// <exception cref="ToolException">The device's memory does not suffice.</exception>
    public CudaPlacedCall(CudaStream stream, CudaTimer timer, SpecFacts facts, in AttentionCall call, Action failed)
        : base(call)
    {
        (_stream, _timer, _failed) = (stream, timer, failed);
        // Pinned, as a call refers to its items by their address.
        _items = GC.AllocateArray<DataItem>(call.Data.Count, pinned: true);
        var shape = call.Shape;
        var size = facts.ElementBytes;
        var queryRows = (long)shape.Batch * shape.QueryHeads * shape.QueryLength;
        var keyRows = (long)shape.Batch * shape.KeyHeads * shape.KeyLength;
        try
        {
            _query = Upload(call.Query.Data, queryRows * facts.HeadDim, size);
            _key = Upload(call.Key.Data, keyRows * facts.HeadDim, size);
            _value = Upload(call.Value.Data, keyRows * facts.ValueHeadDim, size);
            _output = Upload(call.Output.Data, queryRows * facts.ValueHeadDim, facts.OutputBytes);
            _lse = call.Lse.Data is null ? default : Upload(call.Lse.Data, queryRows, sizeof(float));
            for (var i = 0; i < _items.Length; i++)
                _items[i] = Upload(call.Data[i]);
        }
        catch
        {
            Free();
            throw;
        }
    }

    /// <summary>The kernel that the runtime picks; null for the decode kernel.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="selector">What picks.</param>
    /// <param name="options">The options of the call.</param>
    public CudaVariant? Select(CompiledSpec spec, CudaSelector selector, AttentionOptions options)
    {
        var call = _call ??= Call(spec);
        return (CudaVariant?)selector.Select(call, CudaMaps.Fit(call, spec.Facts.ElementBytes), options);
    }

    /// <summary>Queues a run.</summary>
    /// <param name="kernels">The kernels of the spec.</param>
    /// <param name="variant">The one to run; calls of a few query rows have their own.</param>
    public void Launch(CudaKernels kernels, CudaVariant? variant) => Do(() =>
    {
        var call = _call ??= Call(kernels.Spec);
        if (call.IsEmpty)
            return;
        var values = new CudaValues
        {
            Batch = call.Shape.Batch,
            Query = _query.Address,
            Key = _key.Address,
            Value = _value.Address,
            Output = _output.Address,
            Lse = _lse.Address,
            Data = _items,
        };
        var scratch = _stream.Scratch;
        lock (scratch.Gate)
            kernels.On(_stream.Device).Launch(_stream, scratch, call, call.IsDecode && kernels.Decode is not null ? null : variant, ref values);
    });

    /// <inheritdoc/>
    public override TimeSpan Measure(CandidateKernel kernel, int threads, int repetitions)
    {
        // The first run has the driver compile the kernel and uploads its plan.
        if (_loaded.Add(kernel.Variant))
        {
            kernel.Execute(this, threads);
            Wait();
        }
        var time = TimeSpan.Zero;
        Do(() => time = _timer.Measure(repetitions, () => kernel.Execute(this, threads)));
        return time;
    }

    /// <inheritdoc/>
    public override void Wait() => Do(_stream.Synchronize);

    /// <inheritdoc/>
    public override void Fetch() => Do(() =>
    {
        CudaCopies.ToHost(_stream, Host.Output.Data, _output.Address, _output.Bytes);
        if (_lse.Bytes > 0)
            CudaCopies.ToHost(_stream, Host.Lse.Data, _lse.Address, _lse.Bytes);
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Free();
        base.Dispose(disposing);
    }

    private void Free()
    {
        foreach (var buffer in _owned)
            buffer.Dispose();
        _owned.Clear();
    }

    private GpuCall Call(CompiledSpec spec)
    {
        fixed (DataItem* items = _items)
        {
            var data = new CallData(items, _items.Length);
            var call = GpuCall.Create(
                spec, Host.Shape, null, _query.Elements, _key.Elements, _value.Elements, _output.Elements, _lse.Bytes > 0 ? _lse.Elements : -1, data);
            return call.WithAddresses((long)(_query.Address | _key.Address | _value.Address));
        }
    }

    private DataItem Upload(in DataItem item)
        => item.IsArray || item.IsTensor ? item with { DeviceAddress = Upload(item.Address, item.Reach, item.ElementBytes).Address } : item;

    private Tensor Upload(void* elements, long count, int size)
    {
        var address = 0ul;
        Do(() =>
        {
            var buffer = _stream.Device.Allocate<byte>(count * size);
            _owned.Add(buffer);
            address = buffer.Address;
            CudaCopies.ToDevice(_stream, address, elements, count * size);
        });
        return new Tensor(address, count, count * size);
    }

    private void Do(Action action)
    {
        try
        {
            action();
        }
        catch (CudaException error) when (error.Result == CudaResult.OutOfMemory)
        {
            throw new ToolException(
                $"The shape {ShapeText.Write(Host.Shape)} does not fit the memory of {_stream.Device.Name}: {error.Message} Give a smaller shape.");
        }
        catch
        {
            _failed();
            throw;
        }
    }

    // Contiguous elements on the device.
    private readonly record struct Tensor(ulong Address, long Elements, long Bytes);
}
