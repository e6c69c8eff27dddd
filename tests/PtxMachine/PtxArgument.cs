using System.Runtime.InteropServices;

namespace KernelGen.PtxMachine;

/// <summary>The bytes of one argument of a kernel; numbers, buffers (their address) and whole structures convert to it.</summary>
public readonly struct PtxArgument
{
    private readonly byte[]? bytes;

    private PtxArgument(ReadOnlySpan<byte> bytes) => this.bytes = bytes.ToArray();

    internal ReadOnlySpan<byte> Bytes => bytes;

    public static implicit operator PtxArgument(int value) => From(value);

    public static implicit operator PtxArgument(uint value) => From(value);

    public static implicit operator PtxArgument(long value) => From(value);

    public static implicit operator PtxArgument(ulong value) => From(value);

    public static implicit operator PtxArgument(float value) => From(value);

    public static implicit operator PtxArgument(double value) => From(value);

    public static implicit operator PtxArgument(PtxBuffer buffer) => From(buffer.Address);

    public static implicit operator PtxArgument(byte[] value) => new(value);

    /// <summary>A structure as it lies in memory.</summary>
    public static PtxArgument From<T>(T value)
        where T : unmanaged => new(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
}
