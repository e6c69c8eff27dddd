using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>Describes tensors for copies by TMA (compute capability 9.0 and later).</summary>
internal static unsafe class CudaTensorMaps
{
    // The function takes it at an address that is a multiple of this; CUDA's driver API says so of CUtensorMap.
    private const int Padding = CudaTensorMap.Alignment;

    /// <summary>A tensor map, to be passed to a kernel as an argument.</summary>
    /// <param name="device">The device.</param>
    /// <param name="element">The elements; those outside of the tensor read as zeros.</param>
    /// <param name="address">The first one's address, a multiple of 16.</param>
    /// <param name="lengths">Elements per dimension, the innermost first; 1 to 5 dimensions.</param>
    /// <param name="strides">Bytes between neighbours of every dimension but the innermost, multiples of 16.</param>
    /// <param name="box">Elements per dimension that one copy moves, 1 to 256.</param>
    /// <param name="swizzle">The permutation in shared memory.</param>
    /// <param name="promotion">What the second-level cache fetches at once.</param>
    /// <exception cref="CudaException">The driver has no tensor maps, or refuses these numbers; the message has them.</exception>
    public static CudaTensorMap Encode(
        CudaDevice device, CudaTensorElement element, ulong address, ReadOnlySpan<ulong> lengths, ReadOnlySpan<ulong> strides,
        ReadOnlySpan<uint> box, CudaTensorSwizzle swizzle, CudaTensorPromotion promotion = CudaTensorPromotion.Bytes256)
    {
        const int NoInterleave = 0;
        const int FillWithZeros = 0;
        var room = stackalloc byte[CudaTensorMap.Bytes + Padding];
        var map = (CudaTensorMap*)(((nuint)room + Padding - 1) / Padding * Padding);
        var ones = stackalloc uint[lengths.Length];
        new Span<uint>(ones, lengths.Length).Fill(1);
        using var scope = device.Context.Enter("cuTensorMapEncodeTiled");
        fixed (ulong* pinnedLengths = lengths, pinnedStrides = strides)
        fixed (uint* pinnedBox = box)
        {
            var result = device.Context.Driver.TensorMapEncodeTiled(
                map, element, (uint)lengths.Length, address, pinnedLengths, pinnedStrides, pinnedBox, ones, NoInterleave, swizzle, promotion,
                FillWithZeros);
            if (result != CudaResult.Success)
                throw Failure(device, result, element, address, lengths, strides, box, swizzle);
        }
        return *map;
    }

    private static CudaException Failure(
        CudaDevice device, CudaResult result, CudaTensorElement element, ulong address, ReadOnlySpan<ulong> lengths, ReadOnlySpan<ulong> strides,
        ReadOnlySpan<uint> box, CudaTensorSwizzle swizzle)
        => device.Context.Failure(
            result,
            "cuTensorMapEncodeTiled",
            $"of {element} at 0x{address:x}, lengths {Text(lengths)}, strides {Text(strides)} bytes, box {Text(box)}, swizzle {swizzle} "
            + $"on {device.Context.DeviceName}");

    private static string Text<T>(ReadOnlySpan<T> numbers) => string.Join(" x ", numbers.ToArray());
}
