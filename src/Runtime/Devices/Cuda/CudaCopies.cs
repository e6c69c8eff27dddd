namespace KernelGen.Devices.Cuda;

/// <summary>Copies of bytes between a device and the host, in a stream, that return when they are done.</summary>
internal static unsafe class CudaCopies
{
    /// <summary>Copies to the device.</summary>
    public static void ToDevice(CudaStream stream, ulong target, void* source, long bytes)
    {
        if (bytes == 0)
            return;
        var context = stream.Device.Context;
        using var queue = stream.Lease();
        using var scope = context.Enter("cuMemcpyHtoDAsync");
        context.Check(context.Driver.MemcpyHostToDeviceAsync(target, source, (ulong)bytes, queue.Value), "cuMemcpyHtoDAsync", Text(bytes));
        context.Check(context.Driver.StreamSynchronize(queue.Value), "cuStreamSynchronize");
    }

    /// <summary>Copies to the host.</summary>
    public static void ToHost(CudaStream stream, void* target, ulong source, long bytes)
    {
        if (bytes == 0)
            return;
        var context = stream.Device.Context;
        using var queue = stream.Lease();
        using var scope = context.Enter("cuMemcpyDtoHAsync");
        context.Check(context.Driver.MemcpyDeviceToHostAsync(target, source, (ulong)bytes, queue.Value), "cuMemcpyDtoHAsync", Text(bytes));
        context.Check(context.Driver.StreamSynchronize(queue.Value), "cuStreamSynchronize");
    }

    private static string Text(long bytes) => FormattableString.Invariant($"of {bytes} bytes");
}
