using ILGPU;
using ILGPU.Runtime.Cuda;
using KernelGen.IlgpuContract.Simulation;
using KernelGen.PtxMachine.Driver;

namespace KernelGen.Ilgpu.Cuda.Tests.Simulated;

/// <summary>Accelerators of cards that the interpreter plays. Disposing checks that nothing was left on them.</summary>
internal sealed class Cards : IDisposable
{
    private readonly Context _context;

    /// <param name="major">The compute capability.</param>
    /// <param name="minor">Its second part.</param>
    /// <param name="count">How many cards.</param>
    public Cards(int major = 9, int minor = 0, int count = 1)
    {
        Host = new PtxHost(count) { ComputeCapability = new Version(major, minor) };
        _context = Context.Create(builder =>
        {
            for (var i = 0; i < count; i++)
                builder.Simulated(SimulatedCard.Create("PTX machine", new CudaArchitecture(major, minor), 132, driver: new PtxCard(Host, i)));
        });
        Accelerators = [.. Enumerable.Range(0, count).Select(NewAccelerator)];
    }

    public PtxHost Host { get; }

    public CudaAccelerator[] Accelerators { get; }

    public CudaAccelerator Accelerator => Accelerators[0];

    /// <summary>The kernels in PTX that ran.</summary>
    public IEnumerable<string> Entries => Host.Launches.Select(launch => launch.Entry);

    /// <summary>One more accelerator of a card.</summary>
    public CudaAccelerator NewAccelerator(int card = 0) => ((CudaDevice)_context.Devices[card]).CreateCudaAccelerator(_context);

    public void Dispose()
    {
        foreach (var accelerator in Accelerators)
            accelerator.Dispose();
        _context.Dispose();
        Host.Dispose();
    }
}
