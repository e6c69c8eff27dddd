using System.Runtime.InteropServices;

namespace KernelGen.Tuner.Data;

/// <summary>The values of all data parameters of one call in unmanaged memory.</summary>
internal sealed unsafe class CallValues : IDisposable
{
    // A cache line, so that every run sees the same alignment.
    private const nuint Alignment = 64;

    private readonly List<nint> _blocks = [];
    private readonly DataItem* _items;

    /// <summary>Copies the values.</summary>
    /// <param name="values">One for each parameter of the spec, in the spec's order.</param>
    public CallValues(IReadOnlyList<DataValue> values)
    {
        Values = values;
        _items = (DataItem*)Allocate((nuint)values.Count * (nuint)sizeof(DataItem));
        for (var i = 0; i < values.Count; i++)
        {
            var memory = (byte*)Allocate((nuint)values[i].Bytes.Length);
            values[i].Bytes.CopyTo(new Span<byte>(memory, values[i].Bytes.Length));
            _items[i] = values[i].Item(memory);
        }
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<DataValue> Values { get; }

    /// <summary>What a call takes; lives as long as this object.</summary>
    public CallData Data => new(_items, Values.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var block in _blocks)
            NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
    }

    private void* Allocate(nuint bytes)
    {
        var block = NativeMemory.AlignedAlloc(bytes + Alignment, Alignment);
        _blocks.Add((nint)block);
        return block;
    }
}
