namespace KernelGen.Devices.Cuda;

/// <summary>How to use a CUDA device.</summary>
public sealed record CudaDeviceOptions
{
    /// <summary>The environment variable whose folder is used where <see cref="CubinCache"/> is not set.</summary>
    public const string CubinCacheVariable = "KERNELGEN_CUBIN_CACHE";

    /// <summary>
    /// A folder that keeps what the driver compiled, so that the next process need not compile it again; null for none but the driver's own
    /// cache. By default the folder that the environment variable <see cref="CubinCacheVariable"/> names, if any. What lies there runs on the
    /// device: it should be a folder that others cannot write to.
    /// </summary>
    public string? CubinCache { get; init; }
        = Environment.GetEnvironmentVariable(CubinCacheVariable) is { Length: > 0 } folder ? folder : null;
}
