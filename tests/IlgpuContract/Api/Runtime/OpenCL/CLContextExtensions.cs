namespace ILGPU.Runtime.OpenCL;

/// <summary>The simulation finds no OpenCL devices by itself.</summary>
public static class CLContextExtensions
{
    public static Context.Builder OpenCL(this Context.Builder builder) => builder;
}
