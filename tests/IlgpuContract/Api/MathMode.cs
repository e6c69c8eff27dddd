namespace ILGPU;

public enum MathMode
{
    Default,
    Fast,
    Fast32BitOnly,
}
