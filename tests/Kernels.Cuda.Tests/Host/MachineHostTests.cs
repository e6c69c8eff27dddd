using KernelGen.Devices.Cuda;
using KernelGen.PtxMachine.Driver;

namespace KernelGen.Kernels.Cuda.Tests.Host;

/// <summary>The host on the interpreter.</summary>
public sealed class MachineHostTests : HostSuite, IDisposable
{
    private readonly PtxHost _host = new();

    public void Dispose() => _host.Dispose();

    protected override CudaDevice Open(CudaDeviceOptions? options = null) => _host.Open(0, options);
}
