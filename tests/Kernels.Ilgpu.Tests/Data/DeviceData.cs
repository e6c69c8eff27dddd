using ILGPU;
using ILGPU.Runtime;

namespace KernelGen.Kernels.Ilgpu.Tests.Data;

/// <summary>The data of a call as kernels take it: on the accelerator already, or still on the host.</summary>
internal sealed unsafe class DeviceData : IDisposable
{
    private readonly List<MemoryBuffer1D<byte, Stride1D.Dense>> _buffers = [];
    private readonly DataItem[] _items;

    public DeviceData(AcceleratorStream stream, CallData data, IReadOnlyList<DataParameter> parameters, bool hostKnowsData)
    {
        // Pinned: a call keeps the address.
        _items = GC.AllocateArray<DataItem>(data.Count, pinned: true);
        Values = new object?[data.Count];
        for (var i = 0; i < data.Count; i++)
            (_items[i], Values[i]) = Of(stream, data[i], parameters[i].Name, hostKnowsData);
    }

    public CallData Data => new((DataItem*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_items)), _items.Length);

    public object?[] Values { get; }

    public void Dispose() => _buffers.ForEach(buffer => buffer.Dispose());

    private (DataItem Item, object? Value) Of(AcceleratorStream stream, in DataItem item, string name, bool hostKnowsData)
    {
        if (!item.IsArray && !item.IsTensor)
            return (item, item.Type == DataType.Single ? (object)BitConverter.Int32BitsToSingle(item.Bits) : item.Bits);
        if (hostKnowsData)
            return (item, null);
        var bytes = item.Reach * Size(item.Type);
        var buffer = stream.Accelerator.Allocate1D<byte>(Math.Max(Size(item.Type), bytes));
        _buffers.Add(buffer);
        var view = buffer.View.BaseView.SubView(0L, bytes);
        if (bytes > 0)
            view.CopyFromCPU(stream, new ReadOnlySpan<byte>(item.Address, (int)bytes));
        var onDevice = item.IsTensor ? DataItem.OnDevice(item.Type, item.Tensor, item.Reach, name) : DataItem.OnDevice(item.Type, item.Length, name);
        return (onDevice, view);
    }

    private static int Size(DataType type) => type switch
    {
        DataType.Bool or DataType.SByte or DataType.Byte => sizeof(byte),
        DataType.Int16 or DataType.UInt16 => sizeof(ushort),
        _ => sizeof(int),
    };
}
