using System.Reflection;
using System.Runtime.InteropServices;

namespace KernelGen.Devices.Cuda.Driver;

/// <summary>The driver's library: which file it is, and whether it has what is needed.</summary>
internal sealed class CudaLibrary
{
    private static readonly Lock s_gate = new();
    private static CudaLibrary? s_resolved;
    private static bool s_hasResolver;

    private readonly nint _handle;

    private CudaLibrary(nint handle) => _handle = handle;

    /// <summary>
    /// The names under which the driver installs its library. The system's search finds it where it lies, on WSL in /usr/lib/wsl/lib; on Windows
    /// that is one folder, so that a file beside the application is not taken for it. Tests put another library here before the first call.
    /// </summary>
    public static string[] Names { get; set; }
        = OperatingSystem.IsWindows() ? [Path.Combine(Environment.SystemDirectory, "nvcuda.dll")] : ["libcuda.so.1", "libcuda.so"];

    /// <summary>Functions that every driver from CUDA 11.0 on exports.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        "cuInit", "cuDriverGetVersion", "cuGetErrorName", "cuGetErrorString", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetName",
        "cuDeviceGetUuid", "cuDeviceTotalMem_v2", "cuDeviceGetAttribute", "cuDevicePrimaryCtxRetain", "cuDevicePrimaryCtxRelease_v2",
        "cuCtxPushCurrent_v2", "cuCtxPopCurrent_v2", "cuCtxGetDevice", "cuCtxSynchronize", "cuMemGetInfo_v2", "cuMemAlloc_v2",
        "cuMemFree_v2", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuMemcpyDtoDAsync_v2", "cuMemsetD8Async", "cuStreamCreate",
        "cuStreamDestroy_v2", "cuStreamQuery", "cuStreamSynchronize", "cuStreamWaitEvent", "cuEventCreate", "cuEventDestroy_v2",
        "cuEventRecord", "cuEventQuery", "cuEventSynchronize", "cuEventElapsedTime", "cuModuleLoadDataEx", "cuModuleUnload",
        "cuModuleGetFunction", "cuFuncGetAttribute", "cuFuncSetAttribute", "cuLaunchKernel", "cuLinkCreate_v2", "cuLinkAddData_v2",
        "cuLinkComplete", "cuLinkDestroy",
    ];

    /// <summary>The first library of these names that there is, with all that is needed; <see cref="NativeCuda"/> calls it from then on.</summary>
    /// <exception cref="CudaException">There is none, or it lacks functions.</exception>
    public static CudaLibrary Resolve()
    {
        lock (s_gate)
        {
            if (s_resolved is not null)
                return s_resolved;
            var library = Open(Names);
            if (!s_hasResolver)
                NativeLibrary.SetDllImportResolver(typeof(NativeCuda).Assembly, Find);
            s_hasResolver = true;
            return s_resolved = library;
        }
    }

    /// <summary>Opens and examines a library.</summary>
    public static CudaLibrary Open(params ReadOnlySpan<string> names)
    {
        if (!Environment.Is64BitProcess)
            throw new CudaException("CUDA needs a 64-bit process, and this one has 32 bits. Build for x64 or arm64.");
        Exception? failure = null;
        foreach (var name in names)
        {
            if (Load(name, ref failure) is not { } handle)
                continue;
            var library = new CudaLibrary(handle);
            if (Required.Where(function => !library.Has(function)).ToArray() is not { Length: > 0 } missing)
                return library;
            throw new CudaException(
                $"The NVIDIA driver's library {name} is too old: it lacks {string.Join(", ", missing.Take(3))}{(missing.Length > 3 ? ", ..." : "")}. "
                + $"CUDA {CudaVersions.Oldest} or later is needed, which drivers from 450 on have. Update the driver.");
        }
        throw new CudaException(
            $"NVIDIA's driver was not found: {string.Join(" and ", names)} cannot be loaded. Install the driver (the CUDA toolkit is not needed); a "
            + "container must be started with the GPU (docker: --gpus all) and the driver capability 'compute'.",
            failure);
    }

    /// <summary>Whether it exports a function.</summary>
    public bool Has(string function) => NativeLibrary.TryGetExport(_handle, function, out _);

    // Straight to the system's loader: .NET's own search would look beside the application first.
    private static nint? Load(string name, ref Exception? failure)
    {
        try
        {
            return NativeLibrary.Load(name);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            failure ??= exception;
            return null;
        }
    }

    private static nint Find(string name, Assembly assembly, DllImportSearchPath? path)
        => name == NativeCuda.Library && s_resolved is { } library ? library._handle : 0;
}
