namespace KernelGen.IlgpuContract.Simulation;

/// <summary>
/// Where the static allocations of a kernel lie. Each begins at an address that has the alignment of its elements and no more, because
/// ILGPU promises no more: four-byte elements lie at 16n + 4, so that a forgotten AsAligned(16) shows.
/// </summary>
internal sealed class SharedLayout
{
    /// <summary>
    /// Static and dynamic shared memory without opt-in (CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK), on every CUDA device.
    /// </summary>
    public const int MaximalBytes = 48 * 1024;

    private const int WidestAlignment = 16;

    private readonly List<(int Offset, Type Element, int ElementSize, int Count)> allocations = [];

    /// <summary>The bytes that the kernel asks for, packed as a compiler packs them.</summary>
    public int Bytes { get; private set; }

    /// <summary>The bytes with the gaps of the simulation.</summary>
    public int PlacedBytes { get; private set; }

    /// <summary>The narrowest access to shared memory, in bytes: what the shadow keeps one record for.</summary>
    public int Granule { get; private set; } = 4;

    public int Add(Type element, int elementSize, int count, int promisedAlignment)
    {
        var alignment = Math.Max(Alignments.Of(element), promisedAlignment);
        Bytes = RoundUp(Bytes, alignment) + (elementSize * count);
        var offset = RoundUp(PlacedBytes, Math.Max(WidestAlignment, alignment)) + (alignment < WidestAlignment ? alignment : 0);
        PlacedBytes = offset + (elementSize * count);
        NoteAccess(element);
        allocations.Add((offset, element, elementSize, count));
        return offset;
    }

    public int DynamicOffset => RoundUp(PlacedBytes, WidestAlignment);

    public void AddDynamic(Type element)
    {
        PlacedBytes = DynamicOffset;
        NoteAccess(element);
    }

    public void NoteAccess(Type element) => Granule = Math.Min(Granule, Alignments.NarrowestField(element));

    /// <summary>What lies at an offset, as messages say it.</summary>
    public string Describe(int offset)
    {
        var index = allocations.FindLastIndex(allocation => allocation.Offset <= offset);
        if (index < 0 || offset >= allocations[index].Offset + (allocations[index].ElementSize * allocations[index].Count))
            return $"dynamic shared memory, byte {offset - DynamicOffset},";
        var (start, element, size, count) = allocations[index];
        return $"element {(offset - start) / size} of the shared {element.Name}[{count}] (allocation {index})";
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
