using KernelGen.Devices.Cuda;

namespace KernelGen.PtxMachine.Driver;

/// <summary>
/// CUDA devices without a GPU: <see cref="CudaDevice"/>s of the runtime whose driver is the PTX machine, so that the host's whole path runs,
/// from <c>Forward</c> down. Disposing it throws when something that was created on its devices is still alive.
/// </summary>
public sealed class PtxHost : IDisposable
{
    /// <param name="devices">How many devices there are.</param>
    public PtxHost(int devices = 1)
        : this([.. Enumerable.Range(0, devices).Select(_ => new PtxDevice())])
    {
    }

    /// <param name="machines">A device for each.</param>
    public PtxHost(params PtxDevice[] machines) => Driver = new PtxDriver(machines);

    /// <summary>The machines, by ordinal; their limits can be changed before a device is opened.</summary>
    public IReadOnlyList<PtxDevice> Machines => Driver.Machines;

    /// <summary>What the devices say they are; 9.0 unless told.</summary>
    public Version ComputeCapability
    {
        get => Driver.ComputeCapability;
        set => Driver.ComputeCapability = value;
    }

    /// <summary>Registers that the driver says its compiler gave the threads of every kernel; 255 unless told.</summary>
    public int RegistersOfThread
    {
        get => Driver.RegistersOfThread;
        set => Driver.RegistersOfThread = value;
    }

    /// <summary>All launches so far, in order.</summary>
    public IReadOnlyList<PtxLaunch> Launches => Driver.Launches;

    /// <summary>What was created on the devices and not given back.</summary>
    public int Alive => Driver.Alive;

    /// <summary>How long calls of the driver took together, kernels included; the rest of what a caller measures is the host's.</summary>
    public TimeSpan Busy => Driver.Busy;

    internal PtxDriver Driver { get; }

    /// <summary>Opens a device.</summary>
    public CudaDevice Open(int ordinal = 0, CudaDeviceOptions? options = null) => CudaDevice.Open(Driver, ordinal, options);

    /// <summary>Checks that all was given back.</summary>
    public void Dispose()
    {
        if (Alive > 0)
            throw new InvalidOperationException($"{Alive} things that were created on the devices were not given back.");
    }
}

/// <summary>A launch that ran.</summary>
/// <param name="Device">The device's ordinal.</param>
/// <param name="Entry">The kernel.</param>
/// <param name="Grid">Blocks.</param>
/// <param name="Threads">Threads of a block.</param>
/// <param name="SharedBytes">Dynamic shared memory of a block.</param>
/// <param name="Report">What it did.</param>
public sealed record PtxLaunch(int Device, string Entry, (int X, int Y, int Z) Grid, int Threads, int SharedBytes, LaunchReport Report)
{
    /// <summary>The stream that it was put into; 0 is the default one.</summary>
    public nint Stream { get; init; }
}
