using System.Runtime.InteropServices;

namespace KernelGen.PtxMachine.Tests;

/// <summary>Runs a kernel made of a few instructions, see <see cref="KernelText"/>.</summary>
internal static class KernelRun
{
    public const int Shared = 4096;

    public static T[] Run<T>(
        string body, int threads = 32, uint[]? input = null, int outputs = 0, int sharedBytes = Shared, string declarations = "", int blocks = 1,
        PtxDevice? device = null)
        where T : unmanaged
    {
        device ??= new PtxDevice();
        var result = new T[outputs == 0 ? threads * blocks : outputs];
        var output = device.Allocate(MemoryMarshal.AsBytes<T>(result).Length);
        Launch(device, body, threads, input, output, sharedBytes, declarations, blocks);
        device.Read<T>(output, result);
        return result;
    }

    /// <summary>What the first thread writes.</summary>
    public static uint One(string body, params uint[] input) => Run<uint>(body + "\n    st.global.b32 [%place], %r;", 1, input)[0];

    public static LaunchReport Report(string body, int threads = 32, uint[]? input = null, int sharedBytes = Shared, string declarations = "")
    {
        var device = new PtxDevice();
        return Launch(device, body, threads, input, device.Allocate(1 << 16), sharedBytes, declarations, 1);
    }

    public static PtxFaultException Fault(
        PtxFault fault, string body, int threads = 32, uint[]? input = null, int sharedBytes = Shared, string declarations = "", int blocks = 1)
    {
        var exception = Should.Throw<PtxFaultException>(() => Run<uint>(body, threads, input, 0, sharedBytes, declarations, blocks));
        exception.Fault.ShouldBe(fault, exception.Message);
        return exception;
    }

    private static LaunchReport Launch(
        PtxDevice device, string body, int threads, uint[]? input, PtxBuffer output, int sharedBytes, string declarations, int blocks)
    {
        var text = KernelText.Of(body, declarations);
        Assembler.Check(text);
        var source = device.Allocate<uint>(input ?? [.. Enumerable.Range(0, 1024).Select(i => (uint)i)]);
        return device.Launch(PtxModule.Parse(text), "kernel", (blocks, 1, 1), (threads, 1, 1), sharedBytes, output, source);
    }
}
