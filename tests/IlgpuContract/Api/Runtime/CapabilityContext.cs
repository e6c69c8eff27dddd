namespace ILGPU.Runtime;

public abstract class CapabilityContext
{
    private protected CapabilityContext()
    {
    }
}
