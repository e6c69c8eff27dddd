using System.Reflection;
using System.Runtime.InteropServices;
using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices.Cuda;

/// <summary>
/// The door to the native library, against a library that writes down what it is asked. One of that kind can be loaded in a process, so
/// one test goes the whole way, from no driver on.
/// </summary>
public sealed class NativeDriverTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernelgen-cuda-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_driver_that_is_not_there_is_missed_by_its_names()
    {
        var exception = Should.Throw<CudaException>(() => CudaLibrary.Open("libnothing-here.so.1", "libnothing-here.so"));
        exception.Message.ShouldStartWith(
            "NVIDIA's driver was not found: libnothing-here.so.1 and libnothing-here.so cannot be loaded. Install the driver");
        exception.Message.ShouldContain("--gpus all");
        exception.InnerException.ShouldBeOfType<DllNotFoundException>();
        (exception.Code, exception.Name, exception.Call, exception.JitLog).ShouldBe((0, "", "", null));
    }

    [Fact]
    public void A_file_that_is_no_library_is_no_driver()
    {
        var file = Path.Combine(_folder, "libcuda.so.1");
        File.WriteAllText(file, "text");
        Should.Throw<CudaException>(() => CudaLibrary.Open(file)).Message.ShouldContain("NVIDIA's driver was not found");
    }

    [Fact]
    public void Every_function_that_is_called_is_required_or_asked_for()
    {
        string[] optional = ["cuDeviceGetUuid_v2", "cuTensorMapEncodeTiled"];
        var called = typeof(NativeCuda).GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => method.GetCustomAttribute<LibraryImportAttribute>()?.EntryPoint).OfType<string>().ToArray();
        called.Length.ShouldBeGreaterThan(40);
        CudaLibrary.Required.Concat(optional).ShouldBe(called, ignoreOrder: true);
    }

    [Fact]
    public void A_driver_without_the_functions_is_too_old()
    {
        var library = Need(FakeLibrary.Build(_folder, "libold.so", "-DcuMemAlloc_v2=cuMemAlloc", "-DcuLinkCreate_v2=cuLinkCreate"));
        var exception = Should.Throw<CudaException>(() => CudaLibrary.Open(library));
        exception.Message.ShouldBe(
            $"The NVIDIA driver's library {library} is too old: it lacks cuMemAlloc_v2, cuLinkCreate_v2. "
            + "CUDA 11.0 or later is needed, which drivers from 450 on have. Update the driver.");
    }

    [Fact]
    public void A_driver_from_before_tensor_maps_serves()
    {
        var library = CudaLibrary.Open(Need(FakeLibrary.Build(_folder, "libeleven.so", "-DOLD")));
        (library.Has("cuTensorMapEncodeTiled"), library.Has("cuDeviceGetUuid_v2")).ShouldBe((false, false));
    }

    [Fact]
    public void Calls_arrive_in_the_library_as_they_were_made()
    {
        var names = CudaLibrary.Names;
        CudaLibrary.Names = ["libnothing-here.so"];
        CudaDevice.IsAvailable.ShouldBeFalse();
        CudaDevice.Count.ShouldBe(0);
        CudaDevice.WhyUnavailable.ShouldNotBeNull().ShouldContain("libnothing-here.so cannot be loaded");
        Should.Throw<CudaException>(() => CudaDevice.Open()).Message.ShouldBe(CudaDevice.WhyUnavailable);

        // The library stays loaded until the process ends, so the file is not in the folder that the test deletes.
        var folder = Directory.CreateTempSubdirectory("kernelgen-driver-").FullName;
        CudaLibrary.Names = [Need(FakeLibrary.Build(folder, "libfake.so"))];
        CudaDevice.IsAvailable.ShouldBeTrue();
        CudaDevice.WhyUnavailable.ShouldBeNull();
        CudaDevice.Count.ShouldBe(2);
        Use(CudaLibrary.Names[0]);
        CudaLibrary.Names = names;
        Directory.Delete(folder, recursive: true);
    }

    private static void Use(string library)
    {
        FakeLibrary.TakeLog(library);
        using var device = CudaDevice.Open(1);
        (device.Name, device.Uuid, device.TotalMemory).ShouldBe(("Fake GPU 41", Guid.Parse("22222222-2222-2222-2222-222222222222"), 5_000_000_000));
        (device.Multiprocessors, device.SharedMemoryPerBlock, device.DriverVersion).ShouldBe((16, 97, new Version(12, 4)));
        FakeLibrary.TakeLog(library).ShouldBe(
        [
            "cuInit 0", "cuDeviceGetName 256 41", "cuDeviceGetUuid_v2 41", "cuDeviceTotalMem_v2 41", "cuDeviceGetAttribute 75 41",
            "cuDeviceGetAttribute 76 41", "cuDeviceGetAttribute 16 41", "cuDeviceGetAttribute 97 41", "cuDeviceGetAttribute 38 41", "cuDevicePrimaryCtxRetain 41",
        ]);
        UseBuffers(device, library);
        UseStreams(device, library);
        UseModules(device, library);
        UseLinker(library);
        device.Dispose();
        Calls(library).ShouldBe(["cuDevicePrimaryCtxRelease_v2 41"]);
    }

    private static void UseBuffers(CudaDevice device, string library)
    {
        using var buffer = device.Allocate<int>([5, 6, 7]);
        using var other = device.Allocate<int>(2);
        var part = buffer.Slice(1, 2);
        part.CopyFrom(other);
        part.Clear();
        part.ToArray()[0].ShouldBe(77);
        buffer.Dispose();
        other.Dispose();
        Calls(library).ShouldBe(
        [
            "cuMemAlloc_v2 12", "cuMemcpyHtoDAsync_v2 7f0012345678 5 12 0", "cuStreamSynchronize 0", "cuMemAlloc_v2 8",
            "cuMemcpyDtoDAsync_v2 7f001234567c 7f0012345678 8 0", "cuMemsetD8Async 7f001234567c 0 8 0",
            "cuMemcpyDtoHAsync_v2 7f001234567c 8 0", "cuStreamSynchronize 0", "cuMemFree_v2 7f0012345678", "cuMemFree_v2 7f0012345678",
        ]);
    }

    private static void UseStreams(CudaDevice device, string library)
    {
        using (var stream = device.CreateStream())
        using (var mark = device.CreateEvent())
        {
            mark.Record(stream);
            stream.Wait(mark);
            stream.IsIdle.ShouldBeFalse();
            mark.IsReached.ShouldBeTrue();
            mark.Synchronize();
            mark.ElapsedSince(mark).ShouldBe(TimeSpan.FromMilliseconds(1.5));
            stream.Synchronize();
            device.Synchronize();
        }
        Calls(library).ShouldBe(
        [
            "cuStreamCreate 0", "cuEventCreate 0", "cuEventRecord e1 51", "cuStreamWaitEvent 51 e1 0", "cuStreamQuery 51", "cuEventQuery e1",
            "cuEventSynchronize e1", "cuEventElapsedTime e1 e1", "cuStreamSynchronize 51", "cuCtxSynchronize", "cuEventDestroy_v2 e1",
            "cuStreamDestroy_v2 51",
        ]);
    }

    private static void UseModules(CudaDevice device, string library)
    {
        using (var module = CudaModule.Load(device, Kernels.Scale, "test"))
        {
            var function = module.Function("scale");
            function.Registers.ShouldBe(204);
            var arguments = new CudaArguments();
            arguments.Add(0x7f0012345678ul);
            arguments.Add(-3);
            function.Launch(device.DefaultStream, new CudaGrid(2, 3, 4), 128, 64, ref arguments);
        }
        var map = CudaTensorMaps.Encode(device, CudaTensorElement.BFloat16, 4096, [64, 100], [128], [64, 32], CudaTensorSwizzle.Bytes128);
        MemoryMarshal.AsBytes(new ReadOnlySpan<CudaTensorMap>(in map)).ToArray().ShouldAllBe(value => value == 0x5A);
        Calls(library).ShouldBe(
        [
            "cuModuleLoadDataEx .version 7.0 4 3 4=16384 5 6=16384", "cuModuleGetFunction 30 scale",
            "cuFuncGetAttribute 4 f1", "cuLaunchKernel f1 2 3 4 128 1 1 64 0 7f0012345678 -3 0", "cuModuleUnload 30",
            "cuTensorMapEncodeTiled 0 9 2 1000 64 100 128 64 32 1 1 0 3 3 0",
        ]);
        var exception = Should.Throw<CudaException>(() => CudaModule.Load(device, Kernels.Of("broken"), "test"));
        (exception.Code, exception.Name, exception.JitLog).ShouldBe((218, "CUDA_ERROR_FAKE", "ptxas fatal: made up"));
        Calls(library);
    }

    private static unsafe void UseLinker(string library)
    {
        var driver = NativeCudaDriver.Load();
        driver.LinkCreate(0, null, null, out var state).ShouldBe(CudaResult.Success);
        fixed (byte* text = ".version"u8, name = "kernels"u8)
            driver.LinkAddPtx(state, text, 9, name).ShouldBe(CudaResult.Success);
        driver.LinkComplete(state, out var cubin, out var bytes).ShouldBe(CudaResult.Success);
        (Marshal.PtrToStringUTF8((nint)cubin), bytes).ShouldBe(("made", 5ul));
        driver.LinkDestroy(state);
        driver.FuncSetAttribute(0xF1, CudaFunctionAttribute.MaxDynamicSharedBytes, 100_000).ShouldBe(CudaResult.Success);
        driver.MemGetInfo(out var free, out var total).ShouldBe(CudaResult.Success);
        (free, total).ShouldBe((3_000_000_000ul, 5_000_000_000ul));
        driver.ContextGetDevice(out var device).ShouldBe(CudaResult.Success);
        device.ShouldBe(40);
        driver.GetErrorString(CudaResult.InvalidPtx).ShouldBe("a made-up error");
        driver.GetErrorName(CudaResult.Unknown).ShouldBeNull();
        Calls(library).ShouldBe(
        [
            "cuLinkCreate_v2 0 0 0", "cuLinkAddData_v2 77 1 .version 9 kernels 0 0 0", "cuLinkComplete 77", "cuLinkDestroy 77",
            "cuFuncSetAttribute f1 8 100000",
        ]);
    }

    // What was called, without the contexts around every call, which must be balanced.
    private static string[] Calls(string library)
    {
        var log = FakeLibrary.TakeLog(library);
        var pushes = log.Count(line => line == "cuCtxPushCurrent_v2 c0");
        log.Count(line => line == "cuCtxPopCurrent_v2").ShouldBe(pushes);
        return [.. log.Where(line => !line.StartsWith("cuCtxP", StringComparison.Ordinal))];
    }

    private static string Need(string? library)
    {
        Assert.SkipWhen(library is null, "There is no C compiler (cc) to build the library with.");
        return library!;
    }
}
