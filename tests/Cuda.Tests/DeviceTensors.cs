using KernelGen.Devices.Cuda;

namespace KernelGen.Cuda.Tests;

/// <summary>The tensors of a problem in the memory of a device.</summary>
internal sealed class DeviceTensors<T>(CudaDevice device, Problem<T> problem) : IDisposable
    where T : unmanaged
{
    public DeviceBuffer<T> Query { get; } = device.Allocate<T>(problem.Query);

    public DeviceBuffer<T> Key { get; } = device.Allocate<T>(problem.Key);

    public DeviceBuffer<T> Value { get; } = device.Allocate<T>(problem.Value);

    public DeviceBuffer<T> Output { get; } = device.Allocate<T>(problem.Output.Length);

    public DeviceBuffer<float> Lse { get; } = device.Allocate<float>(problem.Lse.Length);

    public void Dispose()
    {
        Query.Dispose();
        Key.Dispose();
        Value.Dispose();
        Output.Dispose();
        Lse.Dispose();
    }
}
