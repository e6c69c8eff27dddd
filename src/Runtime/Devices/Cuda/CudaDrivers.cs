using System.Collections.Concurrent;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>Which driver a context of somebody else's is of: the installed one, unless it was made up by a test, which then says so here.</summary>
internal static class CudaDrivers
{
    private static readonly ConcurrentDictionary<nint, CudaDriver> s_madeUp = new();

    /// <summary>The driver of a context.</summary>
    /// <exception cref="CudaException">There is no driver, or it is too old.</exception>
    public static CudaDriver Of(nint context) => s_madeUp.TryGetValue(context, out var driver) ? driver : NativeCudaDriver.Load();

    /// <summary>Notes the driver of a context that the installed one does not know.</summary>
    public static void Add(nint context, CudaDriver driver) => s_madeUp[context] = driver;

    /// <summary>Forgets a context that is gone.</summary>
    public static void Remove(nint context) => s_madeUp.TryRemove(context, out _);
}
