using KernelGen.PtxMachine;
using KernelGen.Templates.Cuda.Wgmma;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>Where a tensor lies that a tensor map can describe; strides in bytes.</summary>
internal sealed record WgmmaTensor(ulong Address, long RowStride, long HeadStride, long BatchStride)
{
    /// <summary>
    /// As it lies on the device where a map can say so. Else a copy with rows on multiples of 16 bytes, so that odd head sizes and broadcast
    /// tensors are tested too; a host has <c>cuda.mma</c> for those.
    /// </summary>
    public static WgmmaTensor Place(PtxDevice device, ulong address, in TensorView host, int elements, int elementBytes, (int Rows, int Heads, int Batch) lengths)
    {
        var row = Stride(host.RowStride * elementBytes, lengths.Rows, elements * elementBytes);
        var head = Stride(host.HeadStride * elementBytes, lengths.Heads, row * lengths.Rows);
        var strides = new[] { row, head, Stride(host.BatchStride * elementBytes, lengths.Batch, head * lengths.Heads) };
        return address % WgmmaMap.Alignment == 0 && lengths.Rows > 0 && strides.All(stride => stride > 0 && stride % WgmmaMap.Alignment == 0)
            ? new WgmmaTensor(address, strides[0], strides[1], strides[2])
            : Copy(device, host, elements, elementBytes, lengths);
    }

    // Of a dimension of length 1 as if it lay dense.
    private static long Stride(long bytes, int length, long dense) => length > 1 ? bytes : (dense + WgmmaMap.Alignment - 1) / WgmmaMap.Alignment * WgmmaMap.Alignment;

    private static unsafe WgmmaTensor Copy(PtxDevice device, in TensorView host, int elements, int elementBytes, (int Rows, int Heads, int Batch) lengths)
    {
        var bytes = elements * elementBytes;
        var pitch = (bytes + WgmmaMap.Alignment - 1) / WgmmaMap.Alignment * WgmmaMap.Alignment;
        var rows = Math.Max(1, lengths.Rows);
        // What lies between the rows is NaN, so that it is seen when a kernel takes it for an element.
        var copy = new byte[(long)lengths.Batch * lengths.Heads * rows * pitch];
        Array.Fill(copy, byte.MaxValue);
        for (var head = 0; head < lengths.Batch * lengths.Heads; head++)
        {
            var from = (byte*)host.Data + (head / lengths.Heads * host.BatchStride + head % lengths.Heads * host.HeadStride) * elementBytes;
            for (var row = 0; row < lengths.Rows; row++)
                new ReadOnlySpan<byte>(from + row * host.RowStride * elementBytes, bytes).CopyTo(copy.AsSpan((head * rows + row) * pitch));
        }
        return new WgmmaTensor(device.Allocate<byte>(copy).Address, pitch, (long)rows * pitch, (long)lengths.Heads * rows * pitch);
    }
}
