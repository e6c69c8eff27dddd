namespace KernelGen.Devices.Cuda;

/// <summary>
/// Memory for the launches of a stream, one call after another in the same place: what decoding leaves for its merge, and data that the host
/// gave. In the stream the earlier call comes first, so nothing is overwritten that is still read; who puts a call into the stream holds the
/// lock of this from the first copy to the last launch.
/// </summary>
internal sealed class CudaScratch : IDisposable
{
    private DeviceBuffer<byte>?[] _data = [];
    private DeviceBuffer<byte>? _parts;

    /// <summary>Its lock.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Memory for the parts of decoding.</summary>
    /// <param name="device">The device of the stream.</param>
    /// <param name="bytes">How much.</param>
    public DeviceBuffer<byte> Parts(CudaDevice device, long bytes) => Enough(ref _parts, device, bytes);

    /// <summary>Memory for a data parameter.</summary>
    /// <param name="device">The device of the stream.</param>
    /// <param name="parameter">Its number.</param>
    /// <param name="bytes">How much.</param>
    public DeviceBuffer<byte> Data(CudaDevice device, int parameter, long bytes)
    {
        if (parameter >= _data.Length)
            Array.Resize(ref _data, parameter + 1);
        return Enough(ref _data[parameter], device, bytes);
    }

    /// <summary>Frees it, once no launch is being put into the stream; CUDA waits for those that are under way.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            foreach (var buffer in _data)
                buffer?.Dispose();
            _parts?.Dispose();
            (_data, _parts) = ([], null);
        }
    }

    // Sequences grow step by step while text is generated: half as much again saves most of the allocations, each of which waits for the device.
    private static DeviceBuffer<byte> Enough(ref DeviceBuffer<byte>? buffer, CudaDevice device, long bytes)
    {
        if (buffer is not null && buffer.Length >= bytes)
            return buffer;
        var wanted = buffer is null ? bytes : Math.Max(bytes, buffer.Length + buffer.Length / 2);
        buffer?.Dispose();
        buffer = null;
        return buffer = device.Allocate<byte>(wanted);
    }
}
