using System.Runtime.InteropServices;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// One allocation. New memory is filled with 0xFF bytes, which are NaN in every floating-point type: nothing is zero by luck.
/// </summary>
internal sealed unsafe class MemoryRegion : IDisposable
{
    // CUDA's allocations begin at multiples of 256 bytes.
    private const int Alignment = 256;

    private readonly long bytes;
    private readonly (ICardDriver Driver, nint Context)? card;

    private MemoryRegion(Accelerator accelerator, string name, nint address, long bytes, CudaAccelerator? card)
    {
        Accelerator = accelerator;
        Name = name;
        Address = address;
        this.bytes = bytes;
        this.card = card is { Driver: { } driver } ? (driver, card.NativePtr) : null;
        DeviceAddress = this.card is var (under, context) ? under.Map(context, address, bytes) : address;
    }

    ~MemoryRegion() => Dispose();

    public Accelerator Accelerator { get; }

    public string Name { get; }

    /// <summary>Where simulated kernels read and write it.</summary>
    public nint Address { get; }

    /// <summary>What ILGPU tells of where it is.</summary>
    public nint DeviceAddress { get; }

    public bool IsDisposed { get; private set; }

    /// <summary>Memory of groups and threads, which nobody else sees.</summary>
    public static MemoryRegion Allocate(Accelerator accelerator, string name, long bytes) => Allocate(accelerator, name, bytes, null);

    /// <summary>Memory that the driver under the accelerator sees too, where there is one.</summary>
    public static MemoryRegion AllocateGlobal(Accelerator accelerator, string name, long bytes)
        => Allocate(accelerator, name, bytes, accelerator as CudaAccelerator);

    private static MemoryRegion Allocate(Accelerator accelerator, string name, long bytes, CudaAccelerator? card)
    {
        var size = (nuint)Math.Max(bytes, 1);
        var address = NativeMemory.AlignedAlloc(size, Alignment);
        NativeMemory.Fill(address, size, 0xFF);
        GC.AddMemoryPressure((long)size);
        return new MemoryRegion(accelerator, name, (nint)address, (long)size, card);
    }

    public void Dispose()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        if (card is var (driver, context))
            driver.Unmap(context, DeviceAddress);
        NativeMemory.AlignedFree((void*)Address);
        GC.RemoveMemoryPressure(bytes);
        GC.SuppressFinalize(this);
    }
}
