using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Ilgpu;

/// <summary>A call whose tensors and data are also in the memory of an accelerator. Runs are queued; they are done after <see cref="Wait"/>.</summary>
internal sealed unsafe class IlgpuPlacedCall : PlacedCall
{
    private readonly List<IDisposable> _owned = [];
    private readonly IIlgpuAccelerator _accelerator;
    private readonly Action _failed;
    private readonly IlgpuBuffers _buffers;
    private readonly long _outputBytes;
    private readonly long _lseBytes;

    /// <summary>Copies the tensors and the data.</summary>
    /// <param name="accelerator">Where to.</param>
    /// <param name="facts">The spec.</param>
    /// <param name="call">The call; its tensors are contiguous.</param>
    /// <param name="failed">Told when something that was asked of the accelerator fails.</param>
    /// <exception cref="ToolException">The accelerator does not take them; nothing of them is left on it.</exception>
    public IlgpuPlacedCall(IIlgpuAccelerator accelerator, SpecFacts facts, in AttentionCall call, Action failed)
        : base(call)
    {
        _accelerator = accelerator;
        _failed = failed;
        var shape = call.Shape;
        var size = facts.ElementBytes;
        var queryRows = (long)shape.Batch * shape.QueryHeads * shape.QueryLength;
        var keyRows = (long)shape.Batch * shape.KeyHeads * shape.KeyLength;
        _outputBytes = queryRows * facts.ValueHeadDim * facts.OutputBytes;
        _lseBytes = queryRows * sizeof(float);
        try
        {
            _buffers = new IlgpuBuffers(
                Upload(call.Query.Data, queryRows * facts.HeadDim * size),
                Upload(call.Key.Data, keyRows * facts.HeadDim * size),
                Upload(call.Value.Data, keyRows * facts.ValueHeadDim * size),
                Upload(call.Output.Data, _outputBytes),
                call.Lse.Data is null ? null : Upload(call.Lse.Data, _lseBytes),
                Data(call.Data));
        }
        catch
        {
            Free();
            throw;
        }
    }

    /// <summary>Queues a run.</summary>
    /// <param name="spec">The spec with its kernels.</param>
    /// <param name="options">The options of the call.</param>
    public void Launch(IIlgpuSpec spec, AttentionOptions? options) => Do(() => spec.Launch(_accelerator, _buffers, Host, options));

    /// <inheritdoc/>
    public override void Wait() => Do(_accelerator.Synchronize);

    /// <inheritdoc/>
    public override void Fetch() => Do(() =>
    {
        _accelerator.Download(_buffers.Output, new Span<byte>(Host.Output.Data, (int)_outputBytes));
        if (_buffers.Lse is { } lse)
            _accelerator.Download(lse, new Span<byte>(Host.Lse.Data, (int)_lseBytes));
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Free();
        base.Dispose(disposing);
    }

    // After a failure ILGPU may not be able to free anything either; the accelerator is opened anew then, and takes its memory with it.
    private void Free()
    {
        foreach (var buffer in _owned)
        {
            try
            {
                buffer.Dispose();
            }
#pragma warning disable CA1031 // ILGPU's exceptions are of an assembly that is not referenced.
            catch (Exception)
#pragma warning restore CA1031
            {
                _failed();
            }
        }
        _owned.Clear();
    }

    private void Do(Action action)
    {
        try
        {
            action();
        }
        catch
        {
            _failed();
            throw;
        }
    }

    private IDisposable?[] Data(in CallData data)
    {
        var buffers = new IDisposable?[data.Count];
        for (var i = 0; i < data.Count; i++)
            buffers[i] = data[i].IsArray || data[i].IsTensor ? Upload(data[i].Address, data[i].Reach * data[i].ElementBytes) : null;
        return buffers;
    }

    private IDisposable Upload(void* data, long bytes)
    {
        if (bytes > int.MaxValue)
            throw new ToolException($"A tensor of {bytes} bytes is too large: the tool copies at most {int.MaxValue}. Give a smaller shape.");
        try
        {
            var buffer = _accelerator.Upload(new ReadOnlySpan<byte>(data, (int)bytes));
            _owned.Add(buffer);
            return buffer;
        }
        // Nothing of a variant runs here, so it is the accelerator that fails, mostly for want of memory; ILGPU's message says which.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _failed();
            throw new ToolException(
                $"The shape {ShapeText.Write(Host.Shape)} cannot be copied to {_accelerator.Device.Name}: {error.Message} Where its memory does not suffice, give a smaller shape.");
        }
    }
}
