using ILGPU.Util;

namespace ILGPU.Runtime;

public abstract class AcceleratorObject : DisposeBase
{
    protected AcceleratorObject(Accelerator accelerator) => Accelerator = accelerator;

    public Accelerator Accelerator { get; }

    public AcceleratorType AcceleratorType => Accelerator.AcceleratorType;
}
