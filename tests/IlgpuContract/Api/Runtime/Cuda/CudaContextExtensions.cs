namespace ILGPU.Runtime.Cuda;

/// <summary>The simulation finds no cards by itself.</summary>
public static class CudaContextExtensions
{
    public static Context.Builder Cuda(this Context.Builder builder) => builder;
}
