namespace ILGPU.Runtime.OpenCL;

public sealed class CLCapabilityContext : CapabilityContext
{
    internal CLCapabilityContext(bool float16) => Float16 = float16;

    public bool Float16 { get; }
}
