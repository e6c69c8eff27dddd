using System.Runtime.InteropServices;

namespace KernelGen.Benchmarks.Masks;

/// <summary>The value of a case's data parameter, pinned for the program's life; none for a spec that takes no data.</summary>
internal sealed unsafe class CaseData
{
    private readonly DataItem[] _items;

    private CaseData(DataItem[] items) => _items = items;

    /// <summary>No data.</summary>
    public static CaseData None { get; } = new([]);

    /// <summary>The data as a call takes it.</summary>
    public CallData Call => _items.Length == 0 ? default : new CallData((DataItem*)GCHandle.Alloc(_items, GCHandleType.Pinned).AddrOfPinnedObject(), _items.Length);

    /// <summary>An array of integers.</summary>
    public static CaseData Of(IEnumerable<int> values)
    {
        int[] array = [.. values];
        return new([DataItem.Of((int*)Pin(array), array.Length)]);
    }

    /// <summary>An array of numbers.</summary>
    public static CaseData Of(IEnumerable<float> values)
    {
        float[] array = [.. values];
        return new([DataItem.Of((float*)Pin(array), array.Length)]);
    }

    /// <summary>A mask of blocks.</summary>
    public static CaseData Of(BlockMask blocks)
    {
        System.Numerics.Tensors.ReadOnlyTensorSpan<bool> tensor = blocks;
        bool[] values = [.. blocks.Blocks];
        return new([DataItem.Of((bool*)Pin(values), tensor.Lengths, tensor.Strides)]);
    }

    private static void* Pin(Array array) => (void*)GCHandle.Alloc(array, GCHandleType.Pinned).AddrOfPinnedObject();
}
