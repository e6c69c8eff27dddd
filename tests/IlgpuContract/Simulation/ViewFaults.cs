using ILGPU;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>What views report: inside a kernel with the thread and its place, on the host as wrong arguments.</summary>
internal static class ViewFaults
{
    public static Exception IndexOutOfRange<T>(long index, ArrayView<T> view)
        where T : unmanaged =>
        Fault(KernelFault.OutOfRange, $"index {index} of {view}.");

    public static Exception SubViewOutOfRange<T>(long index, long length, ArrayView<T> view)
        where T : unmanaged =>
        Fault(KernelFault.OutOfRange, $"a sub view of {length} elements from {index} of {view}.");

    public static Exception MisalignedCast<T, TOther>(ArrayView<T> view, nint address)
        where T : unmanaged
        where TOther : unmanaged =>
        Fault(
            KernelFault.Misaligned,
            $"{view} at {Remainder(address, Alignments.Of<TOther>())} is cast to {typeof(TOther).Name}, which is loaded from multiples of "
            + $"{Alignments.Of<TOther>()} bytes. Shared memory is aligned to its own elements only: allocate {typeof(TOther).Name}, or "
            + $"call AsAligned({Alignments.Of<TOther>()}) on the allocation itself.");

    public static Exception NotAligned<T>(ArrayView<T> view, nint address, int alignment)
        where T : unmanaged =>
        Fault(KernelFault.Misaligned, $"{view} at {Remainder(address, alignment)} is promised to be aligned to {alignment} bytes.");

    public static Exception NotAccessible(MemoryRegion region) => SimulatedThread.RunningOrNull switch
    {
        null => new InvalidOperationException(
            $"The host touches {region.Name}, which is a device's memory. Copy it with CopyToCPU or CopyFromCPU."),
        _ when region.IsDisposed => Fault(KernelFault.Disposed, $"{region.Name} is disposed."),
        _ => Fault(KernelFault.Disposed, $"{region.Name} belongs to another accelerator."),
    };

    private static string Remainder(nint address, int alignment) => $"an address of {alignment}n + {address % alignment}";

    private static Exception Fault(KernelFault fault, string message) => SimulatedThread.RunningOrNull is { } thread
        ? new KernelFaultException(fault, thread, thread.Site, message)
        : new ArgumentOutOfRangeException(null, message);
}
