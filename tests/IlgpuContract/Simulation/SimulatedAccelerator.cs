using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.IlgpuContract.Simulation;

internal sealed class SimulatedAccelerator(Context context, Device device) : Accelerator(context, device);
