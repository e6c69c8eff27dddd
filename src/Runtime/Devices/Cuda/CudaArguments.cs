using System.Runtime.CompilerServices;

namespace KernelGen.Devices.Cuda;

/// <summary>
/// The arguments of a launch, in the order of the kernel's parameters, each as its bytes: integers and floats, addresses as
/// <see cref="ulong"/>, tensor maps as <see cref="Driver.CudaTensorMap"/>. Lives on the stack; pass it by reference.
/// </summary>
internal unsafe struct CudaArguments
{
    // PTX ISA, ".param": a kernel's parameters may have 4352 bytes with every version and architecture.
    private const int MostBytes = 4352;
    private const int MostArguments = 256;

    private fixed byte _bytes[MostBytes];
    private fixed ushort _starts[MostArguments];
    private int _used;

    /// <summary>Arguments so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next one.</summary>
    public void Add<T>(T value)
        where T : unmanaged
    {
        if (Count == MostArguments || _used + sizeof(T) > MostBytes)
            throw new InvalidOperationException($"A kernel takes at most {MostArguments} arguments of together {MostBytes} bytes.");
        _starts[Count++] = (ushort)_used;
        Unsafe.WriteUnaligned(ref _bytes[_used], value);
        _used += sizeof(T);
    }

    /// <summary>The address of each argument, for the driver; valid while <paramref name="arguments"/> is pinned.</summary>
    public static void Point(CudaArguments* arguments, void** pointers)
    {
        for (var i = 0; i < arguments->Count; i++)
            pointers[i] = arguments->_bytes + arguments->_starts[i];
    }
}
