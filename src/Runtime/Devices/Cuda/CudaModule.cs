using System.Collections.Concurrent;
using System.Text;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>PTX text, compiled by the driver for a device and loaded there. Thread-safe.</summary>
internal sealed unsafe class CudaModule : IDisposable
{
    private readonly ConcurrentDictionary<string, CudaFunction> _functions = new();
    private readonly CudaHandle _handle;
    private readonly string _name;

    private CudaModule(CudaDevice device, CudaHandle handle, string name)
    {
        Device = device;
        _handle = handle;
        _name = name;
    }

    /// <summary>The device.</summary>
    public CudaDevice Device { get; }

    /// <summary>Compiles and loads.</summary>
    /// <param name="device">The device.</param>
    /// <param name="ptx">The text, in UTF-8.</param>
    /// <param name="name">What the kernels are called in messages, for example the spec's name.</param>
    /// <exception cref="CudaException">The driver or the device is too old for the text, or the driver cannot compile it.</exception>
    public static CudaModule Load(CudaDevice device, ReadOnlySpan<byte> ptx, string name)
    {
        if (PtxHeader.Read(ptx)?.WhyNot(device) is { } reason)
            throw new CudaException($"The kernels of {name} cannot run on {device.Context.DeviceName}. {reason}");
        return new CudaModule(device, CudaLoader.Load(device, Terminated(ptx), name), name);
    }

    /// <summary>A kernel of the module.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public CudaFunction Function(string name) => _functions.TryGetValue(name, out var function) ? function : _functions.GetOrAdd(name, Find(name));

    /// <summary>Unloads it. Kernels of it must not be running.</summary>
    public void Dispose() => _handle.Dispose();

    /// <summary>Keeps it loaded during a call.</summary>
    internal CudaLease Lease() => _handle.Lease("module");

    private CudaFunction Find(string name)
    {
        using var module = Lease();
        using var scope = Device.Context.Enter("cuModuleGetFunction");
        fixed (byte* text = Terminated(Encoding.UTF8.GetBytes(name)))
        {
            var result = Device.Context.Driver.ModuleGetFunction(out var function, module.Value, text);
            if (result == CudaResult.NotFound)
                throw new ArgumentException($"The kernels of {_name} have none that is called '{name}'.", nameof(name));
            Device.Context.Check(result, "cuModuleGetFunction", $"of '{name}'");
            return new CudaFunction(this, name, function);
        }
    }

    // The driver wants text that ends with a zero byte, and a span does not show whether one follows.
    private static byte[] Terminated(ReadOnlySpan<byte> text)
    {
        var result = new byte[text.Length + 1];
        text.CopyTo(result);
        return result;
    }
}
