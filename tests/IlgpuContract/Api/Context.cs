using System.Collections.Immutable;

namespace ILGPU;

public sealed partial class Context : IDisposable
{
    private Context(Builder builder)
    {
        Devices = builder.ToDevices();
        IsProfiling = builder.IsProfiling;
    }

    public ImmutableArray<Runtime.Device> Devices { get; }

    internal bool IsProfiling { get; }

    public static Builder Create() => new();

    public static Context Create(Action<Builder> buildingCallback)
    {
        ArgumentNullException.ThrowIfNull(buildingCallback);
        var builder = Create();
        buildingCallback(builder);
        return builder.ToContext();
    }

    public static Context CreateDefault() => Create(builder => builder.Default());

    public TDevice GetDevice<TDevice>(int deviceIndex)
        where TDevice : Runtime.Device =>
        Devices.OfType<TDevice>().ElementAt(deviceIndex);

    public Runtime.Device GetPreferredDevice(bool preferCPU) =>
        Devices.OrderBy(device => (device.AcceleratorType == Runtime.AcceleratorType.CPU) != preferCPU).First();

    public void Dispose()
    {
    }
}
