namespace KernelGen.Devices.Cuda;

/// <summary>Memory of a device in use: it is not freed before this is disposed. Then what was started with it is waited for, as always.</summary>
public readonly ref struct DeviceHold : IDisposable
{
    private readonly CudaLease _lease;

    internal DeviceHold(CudaLease lease) => _lease = lease;

    /// <summary>Ends the use.</summary>
    public void Dispose() => _lease.Dispose();
}
