using System.Runtime.CompilerServices;
using ILGPU.Runtime;
using KernelGen.IlgpuContract.Simulation;

namespace ILGPU;

/// <summary>Every access is checked, and only a thread of a kernel may make one: host code has no address of a GPU's memory.</summary>
public readonly struct ArrayView<T> : IContiguousArrayView<T>
    where T : unmanaged
{
    public static readonly ArrayView<T> Empty;

    private readonly MemoryRegion? region;
    private readonly nint address;

    internal ArrayView(MemoryRegion? region, nint address, long length)
    {
        this.region = region;
        this.address = address;
        Length = length;
    }

    public readonly bool IsValid => region is not null && Length > 0;

    public readonly long Length { get; }

    public readonly int IntLength => checked((int)Length);

    public readonly LongIndex1D Extent => Length;

    public readonly Index1D IntExtent => IntLength;

    public readonly Stride1D.Dense Stride => default;

    public readonly long LengthInBytes => Length * Unsafe.SizeOf<T>();

    readonly int IArrayView.ElementSize => Unsafe.SizeOf<T>();

    readonly long IContiguousArrayView.IndexInBytes => region is null ? 0 : address - region.Address;

    readonly MemoryRange IContiguousArrayView.Range => Range;

    internal readonly MemoryRange Range => new(region, address, LengthInBytes);

    public readonly ref T this[Index1D index] => ref this[(long)index.X];

    public readonly ref T this[LongIndex1D index] => ref this[index.X];

    public readonly ref T this[int index] => ref this[(long)index];

    public readonly unsafe ref T this[long index]
    {
        get
        {
            if ((ulong)index >= (ulong)Length)
                throw ViewFaults.IndexOutOfRange<T>(index, this);
            if (region!.IsDisposed || SimulatedThread.RunningOrNull?.Accelerator != region.Accelerator)
                throw ViewFaults.NotAccessible(region);
            return ref Unsafe.AsRef<T>((T*)address + index);
        }
    }

    public static implicit operator ArrayView1D<T, Stride1D.Dense>(ArrayView<T> view) => new(view, view.Length, default);

    public static implicit operator ArrayView<T>(ArrayView1D<T, Stride1D.Dense> view) => view.BaseView;

    public readonly ArrayView<T> SubView(long index) => SubView(index, Length - index);

    public readonly ArrayView<T> SubView(int index, int subViewLength) => SubView((long)index, subViewLength);

    /// <summary>ILGPU wants even an empty sub view to begin inside of its view.</summary>
    public readonly ArrayView<T> SubView(long index, long subViewLength) =>
        index < 0 || subViewLength < 0 || index > Length - subViewLength || (index > 0 && index == Length)
            ? throw ViewFaults.SubViewOutOfRange<T>(index, subViewLength, this)
            : new ArrayView<T>(region, address + (nint)(index * Unsafe.SizeOf<T>()), subViewLength);

    /// <summary>
    /// The address must suit the widest access to <typeparamref name="TOther"/>: four floats are loaded as 16 bytes from a multiple of 16.
    /// </summary>
    public readonly ArrayView<TOther> Cast<TOther>()
        where TOther : unmanaged =>
        address % Alignments.Of<TOther>() != 0
            ? throw ViewFaults.MisalignedCast<T, TOther>(this, address)
            : new ArrayView<TOther>(region, address, LengthInBytes / Unsafe.SizeOf<TOther>());

    internal readonly ArrayView<T> AsAligned(int alignmentInBytes) =>
        address % alignmentInBytes == 0 ? this : throw ViewFaults.NotAligned(this, address, alignmentInBytes);

    public override readonly string ToString() => $"{typeof(T).Name}[{Length}] in {region?.Name ?? "no memory"}";
}
