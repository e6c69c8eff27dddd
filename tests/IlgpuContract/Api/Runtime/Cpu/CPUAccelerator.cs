namespace ILGPU.Runtime.CPU;

public sealed class CPUAccelerator : Accelerator
{
    internal CPUAccelerator(Context context, CPUDevice device, CPUAcceleratorMode mode)
        : base(context, device) => Mode = mode;

    public CPUAcceleratorMode Mode { get; }
}
