using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>A tensor of the host in the memory of an accelerator, with everything between its elements, some elements from its beginning.</summary>
internal sealed unsafe class DeviceTensor : IDisposable
{
    private readonly MemoryBuffer1D<byte, Stride1D.Dense> _buffer;
    private readonly byte* _host;
    private readonly long _bytes;
    private readonly int _start;

    public DeviceTensor(AcceleratorStream stream, in TensorView host, (int Batch, int Heads, int Rows, int Columns) sizes, int elementBytes, int offset)
    {
        var (batch, heads, rows, columns) = sizes;
        var isEmpty = batch == 0 || heads == 0 || rows == 0;
        _host = (byte*)host.Data;
        _bytes = isEmpty ? 0 : ((batch - 1) * host.BatchStride + (heads - 1) * host.HeadStride + (rows - 1) * host.RowStride + columns) * elementBytes;
        _start = offset * elementBytes;
        Strides = new TensorStrides(host.BatchStride, host.HeadStride, host.RowStride);
        // One element more: ILGPU wants a view to begin inside of its buffer, even an empty one.
        _buffer = stream.Accelerator.Allocate1D<byte>(_start + _bytes + elementBytes);
        View.CopyFromCPU(stream, new ReadOnlySpan<byte>(_host, checked((int)_bytes)));
    }

    public TensorStrides Strides { get; }

    public ArrayView<byte> View => _buffer.View.BaseView.SubView(_start, _bytes);

    public void CopyBack(AcceleratorStream stream) => View.CopyToCPU(stream, new Span<byte>(_host, checked((int)_bytes)));

    public void Dispose() => _buffer.Dispose();
}
