namespace ILGPU;

[AttributeUsage(AttributeTargets.Method)]
public sealed class NotInsideKernelAttribute : Attribute
{
}
