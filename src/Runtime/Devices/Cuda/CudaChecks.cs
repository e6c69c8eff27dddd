namespace KernelGen.Devices.Cuda;

/// <summary>Checks the memory that a call is given. Every message names the argument.</summary>
internal static class CudaChecks
{
    /// <summary>Keeps a buffer from being freed during a call.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    /// <exception cref="ArgumentException">It is of another device than the stream.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public static CudaLease Lease<T>(CudaStream stream, DeviceBuffer<T> buffer, string argument)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(buffer, argument);
        stream.Require(buffer.Device, argument, "buffer");
        try
        {
            return buffer.Lease();
        }
        catch (ObjectDisposedException disposed)
        {
            throw new ObjectDisposedException(argument, $"{argument} is a buffer that was disposed, or its device was.") { Source = disposed.Source };
        }
    }

    /// <summary>Refuses strides of the log-sum-exp that are not those of contiguous memory.</summary>
    /// <exception cref="ArgumentException">They are others.</exception>
    public static void ContiguousLse(AttentionStrides? strides, in AttentionShape shape, string argument)
    {
        var contiguous = TensorStrides.Bhnd(shape.QueryHeads, shape.QueryLength, 1);
        if (strides?.Lse is { } own && own != contiguous)
            throw new ArgumentException($"{argument}.Lse is {own}; CUDA kernels write the log-sum-exp as contiguous memory, {contiguous}: leave {argument}.Lse null.", argument);
    }
}
