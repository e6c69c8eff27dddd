using System.Runtime.InteropServices;

namespace KernelGen.Kernels.Data;

/// <summary>Values of data parameters in unmanaged memory, each array at the very end of its allocation.</summary>
public sealed unsafe class TestData : IDisposable
{
    private readonly List<nint> _arrays = [];
    private readonly DataItem[] _items;
    private readonly GCHandle _pin;

    public TestData(params object[] values)
    {
        _items = [.. values.Select(Item)];
        _pin = GCHandle.Alloc(_items, GCHandleType.Pinned);
    }

    public CallData Data => new((DataItem*)_pin.AddrOfPinnedObject(), _items.Length);

    public void Dispose()
    {
        _pin.Free();
        foreach (var array in _arrays)
            NativeMemory.Free((void*)array);
    }

    private DataItem Item(object value) => value switch
    {
        int number => DataItem.Of(number),
        float number => DataItem.Of(number),
        bool truth => DataItem.Of(truth),
        int[] array => DataItem.Of(Copy(array), array.Length),
        float[] array => DataItem.Of(Copy(array), array.Length),
        bool[] array => DataItem.Of(Copy(array), array.Length),
        byte[] array => DataItem.Of(Copy(array), array.Length),
        sbyte[] array => DataItem.Of(Copy(array), array.Length),
        short[] array => DataItem.Of(Copy(array), array.Length),
        ushort[] array => DataItem.Of(Copy(array), array.Length),
        TestMask<bool> tensor => DataItem.Of(Copy(tensor.Memory) + tensor.Start, tensor.Lengths, tensor.Strides),
        TestMask<float> tensor => DataItem.Of(Copy(tensor.Memory) + tensor.Start, tensor.Lengths, tensor.Strides),
        _ => throw new ArgumentException($"{value.GetType()} is no data.", nameof(value)),
    };

    private T* Copy<T>(T[] values)
        where T : unmanaged
    {
        var memory = (T*)NativeMemory.Alloc((nuint)Math.Max(1, values.Length * sizeof(T)));
        _arrays.Add((nint)memory);
        values.CopyTo(new Span<T>(memory, values.Length));
        return memory;
    }
}
