namespace ILGPU;

public enum InliningMode
{
    Default = 0,
    Aggressive = Default,
    Conservative = 1,
    Disabled = 2,
}
