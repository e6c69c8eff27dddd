using System.Runtime.InteropServices;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>Room for what the driver's PTX compiler writes, and the options that tell it so.</summary>
internal sealed unsafe class CudaJitLog : IDisposable
{
    private const int LogBytes = 16 * 1024;
    private const int OptionCount = 4;

    private readonly byte* _info = (byte*)NativeMemory.AllocZeroed(LogBytes);
    private readonly byte* _errors = (byte*)NativeMemory.AllocZeroed(LogBytes);
    private readonly CudaJitOption* _options = (CudaJitOption*)NativeMemory.Alloc(OptionCount, sizeof(CudaJitOption));
    private readonly void** _values = (void**)NativeMemory.Alloc(OptionCount, (nuint)sizeof(void*));

    public CudaJitLog()
    {
        Set(0, CudaJitOption.InfoLogBuffer, _info);
        Set(1, CudaJitOption.InfoLogBufferSizeBytes, (void*)LogBytes);
        Set(2, CudaJitOption.ErrorLogBuffer, _errors);
        Set(3, CudaJitOption.ErrorLogBufferSizeBytes, (void*)LogBytes);
    }

    public static uint Count => OptionCount;

    public CudaJitOption* Options => _options;

    public void** Values => _values;

    /// <summary>What was written, errors first; null when nothing was.</summary>
    public string? Read()
    {
        var text = string.Join('\n', new[] { Text(_errors), Text(_info) }.Where(part => part.Length > 0));
        return text.Length > 0 ? text : null;
    }

    public void Dispose()
    {
        NativeMemory.Free(_info);
        NativeMemory.Free(_errors);
        NativeMemory.Free(_options);
        NativeMemory.Free(_values);
    }

    private void Set(int index, CudaJitOption option, void* value)
    {
        _options[index] = option;
        _values[index] = value;
    }

    // The driver caps the text and ends it with a zero byte; the search stays within the buffer all the same.
    private static string Text(byte* buffer)
    {
        var bytes = new ReadOnlySpan<byte>(buffer, LogBytes);
        var end = bytes.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]).Trim();
    }
}
