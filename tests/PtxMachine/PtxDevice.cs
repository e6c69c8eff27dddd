using System.Runtime.InteropServices;
using KernelGen.PtxMachine.Execution;
using KernelGen.PtxMachine.Memory;

namespace KernelGen.PtxMachine;

/// <summary>
/// A simulated GPU. Kernels see its global memory; the host allocates, writes and reads it. Launches are synchronous. The limits are an
/// H100's and can be changed to test what a smaller device does.
/// </summary>
public sealed class PtxDevice
{
    private readonly GlobalMemory memory = new();

    /// <summary>Shared memory that one block may have; 227 KB on sm_90, 163 KB on sm_80, 99 KB on sm_86 and sm_89.</summary>
    public int MaximumSharedBytes { get; set; } = 227 * 1024;

    /// <summary>Multiprocessors; decides the values of <c>%smid</c> and <c>%nsmid</c>.</summary>
    public int Multiprocessors { get; set; } = 132;

    /// <summary>A warp that runs longer is taken for an endless loop.</summary>
    public long MaximumInstructionsPerWarp { get; set; } = 500_000_000;

    /// <summary>Host threads that run the blocks of a launch; 1 (the default) runs them one after the other, in order.</summary>
    public int HostThreads { get; set; } = 1;

    /// <summary>
    /// Whether a sum of a product is rounded once: <c>mul.f32</c> and then <c>add.f32</c> or <c>sub.f32</c> of its result, which the assembler of a GPU may contract to an <c>fma</c> or not, as
    /// it likes. Kernels must be right both ways; where a value must be exact, they say <c>.rn</c>.
    /// </summary>
    public bool Contracts { get; set; }

    /// <summary>Global memory of which nothing counts as written.</summary>
    public PtxBuffer Allocate(long bytes, int alignment = 512)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Array.MaxLength);
        ArgumentOutOfRangeException.ThrowIfLessThan(alignment, 1);
        return new PtxBuffer(memory.Allocate((int)bytes, alignment));
    }

    /// <summary>Memory of the host as global memory: kernels read and write it where it is. All of it counts as written.</summary>
    /// <param name="memory">Where it is; it stays there until it is freed here.</param>
    /// <param name="bytes">How much it is.</param>
    /// <param name="alignment">What its address on the device is a multiple of.</param>
    public unsafe PtxBuffer Map(nint memory, long bytes, int alignment = 512)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Array.MaxLength);
        return new PtxBuffer(this.memory.Map((byte*)memory, (int)bytes, alignment));
    }

    /// <summary>Global memory that holds <paramref name="values"/>.</summary>
    public PtxBuffer Allocate<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var buffer = Allocate(MemoryMarshal.AsBytes(values).Length);
        Write(buffer, values);
        return buffer;
    }

    /// <summary>Gives a buffer back; kernels that touch it afterwards are at fault.</summary>
    public void Free(PtxBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (!memory.Free(buffer.Allocation))
            throw new ArgumentException("The buffer is not of this device, or it was freed before.", nameof(buffer));
    }

    public void Write<T>(PtxBuffer buffer, ReadOnlySpan<T> values, long byteOffset = 0)
        where T : unmanaged
    {
        var source = MemoryMarshal.AsBytes(values);
        Part(buffer, byteOffset, source.Length);
        source.CopyTo(buffer.Allocation.Span[(int)byteOffset..]);
        buffer.Allocation.WrittenSpan.Slice((int)byteOffset, source.Length).Fill(1);
    }

    public void Read<T>(PtxBuffer buffer, Span<T> values, long byteOffset = 0)
        where T : unmanaged
    {
        var target = MemoryMarshal.AsBytes(values);
        Part(buffer, byteOffset, target.Length);
        buffer.Allocation.Span.Slice((int)byteOffset, target.Length).CopyTo(target);
    }

    /// <summary>The first byte of a part that neither the host nor a kernel wrote, or -1.</summary>
    public long FirstUnwritten(PtxBuffer buffer, long byteOffset, long bytes)
    {
        Part(buffer, byteOffset, bytes);
        var index = buffer.Allocation.WrittenSpan.Slice((int)byteOffset, (int)bytes).IndexOf((byte)0);
        return index < 0 ? -1 : byteOffset + index;
    }

    /// <summary>Runs a kernel to its end and says what it did.</summary>
    /// <exception cref="PtxFaultException">The kernel did what a GPU would punish, or the launch does not fit the kernel.</exception>
    public LaunchReport Launch(
        PtxModule module, string entry, (int X, int Y, int Z) grid, (int X, int Y, int Z) block, int dynamicSharedBytes,
        params PtxArgument[] arguments)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(arguments);
        var program = module.Program(entry);
        LaunchChecks.Check(this, program, grid, block, dynamicSharedBytes);
        var parameters = LaunchChecks.Pack(program, arguments);
        return new Launch(this, memory, program, grid, block, dynamicSharedBytes, parameters).Run();
    }

    private static void Part(PtxBuffer buffer, long byteOffset, long bytes)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (byteOffset < 0 || bytes < 0 || byteOffset + bytes > buffer.Bytes)
            throw new ArgumentOutOfRangeException(nameof(byteOffset), $"{bytes} bytes from {byteOffset} do not lie in a buffer of {buffer.Bytes}.");
    }
}
