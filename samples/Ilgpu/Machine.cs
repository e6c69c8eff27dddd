using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace IlgpuSample;

/// <summary>The best accelerator there is: CUDA, else OpenCL, else ILGPU's own CPU device.</summary>
internal sealed class Machine : IDisposable
{
    private readonly Context _context;

    public Machine()
    {
        // Devices are listed in this order. O2, because the kernels are written for it; groups of 256 threads, because ILGPU's default CPU
        // device has 16, too few for them.
        _context = Context.Create(builder => builder.Cuda().OpenCL().CPU(new CPUDevice(32, 8, 1)).Optimize(OptimizationLevel.O2));
        Accelerator = _context.Devices[0].CreateAccelerator(_context);
    }

    public Accelerator Accelerator { get; }

    /// <summary>Whether it is the slow one, on which only small problems make sense.</summary>
    public bool IsProcessor => Accelerator.AcceleratorType == AcceleratorType.CPU;

    public void Dispose()
    {
        Accelerator.Dispose();
        _context.Dispose();
    }
}
