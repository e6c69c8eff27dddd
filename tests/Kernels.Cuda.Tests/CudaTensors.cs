using KernelGen.PtxMachine;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The tensors of a call in the memory of a device, with everything between their elements.</summary>
internal sealed class CudaTensors : IDisposable
{
    private readonly PtxDevice _device;
    private readonly List<PtxBuffer> _buffers = [];
    private readonly Dictionary<string, (ulong Address, TensorView Host)> _tensors = [];
    private readonly PtxBuffer _output;
    private readonly PtxBuffer _lse;
    private readonly int _outputBytes;
    private readonly int _start;

    // A shift moves the first element so many elements off a multiple of 16 bytes.
    public CudaTensors(PtxDevice device, in AttentionCall call, SpecFacts facts, int shift)
    {
        var shape = call.Shape;
        var (input, output) = (facts.Precision.Bytes(), facts.OutputPrecision.Bytes());
        _device = device;
        _start = shift * Math.Max(input, output);
        Add("query", call.Query, Bytes(call.Query, shape.Batch, shape.QueryHeads, shape.QueryLength, facts.HeadDim, input));
        Add("key", call.Key, Bytes(call.Key, shape.Batch, shape.KeyHeads, shape.KeyLength, facts.HeadDim, input));
        Add("value", call.Value, Bytes(call.Value, shape.Batch, shape.KeyHeads, shape.KeyLength, facts.ValueHeadDim, input));
        _outputBytes = Bytes(call.Output, shape.Batch, shape.QueryHeads, shape.QueryLength, facts.ValueHeadDim, output);
        _output = Add("output", call.Output, _outputBytes);
        _lse = device.Allocate(Math.Max(4, 4L * shape.Batch * shape.QueryHeads * shape.QueryLength));
        _buffers.Add(_lse);
    }

    public PtxBuffer Lse => _lse;

    /// <summary>Where a tensor's first element lies.</summary>
    public ulong Address(string name) => _tensors[name].Address;

    public void AddTo(Dictionary<string, PtxArgument> arguments)
    {
        foreach (var (name, (address, host)) in _tensors)
        {
            arguments[name] = address;
            (arguments[name + "BatchStride"], arguments[name + "HeadStride"], arguments[name + "RowStride"]) = (host.BatchStride, host.HeadStride, host.RowStride);
        }
    }

    public unsafe void CopyBack(in AttentionCall call)
    {
        _device.Read(_output, new Span<byte>(call.Output.Data, _outputBytes), _start);
        if (!call.HasLse())
            return;
        var shape = call.Shape;
        var rows = new float[shape.Batch * shape.QueryHeads * shape.QueryLength];
        _device.Read<float>(_lse, rows);
        for (var i = 0; i < rows.Length; i++)
        {
            var (pair, row) = Math.DivRem(i, shape.QueryLength);
            call.Lse.Head<float>(pair / shape.QueryHeads, pair % shape.QueryHeads)[row * call.Lse.RowStride] = rows[i];
        }
    }

    public void Dispose() => _buffers.ForEach(_device.Free);

    private unsafe PtxBuffer Add(string name, in TensorView host, int bytes)
    {
        var buffer = _device.Allocate(Math.Max(1, _start + bytes));
        _device.Write(buffer, new ReadOnlySpan<byte>(host.Data, bytes), _start);
        _buffers.Add(buffer);
        _tensors.Add(name, (buffer.Address + (ulong)_start, host));
        return buffer;
    }

    private static int Bytes(in TensorView host, int batch, int heads, int rows, int columns, int elementBytes)
        => batch == 0 || heads == 0 || rows == 0 ? 0
            : checked((int)(((batch - 1) * host.BatchStride + (heads - 1) * host.HeadStride + (rows - 1) * host.RowStride + columns) * elementBytes));
}

/// <summary>Questions to a call.</summary>
internal static class CallExtensions
{
    public static unsafe bool HasLse(this in AttentionCall call) => call.Lse.Data is not null;
}
