using System.Runtime.InteropServices;

namespace KernelGen.Kernels.Data;

/// <summary>
/// A rank-4 tensor in unmanaged memory with any strides. Everything that is not one of its elements is NaN: what a kernel reads there
/// spoils its result, and what it writes there is found by <see cref="PaddingIsUntouched"/>.
/// </summary>
public sealed unsafe class TestTensor : IDisposable
{
    // A few vectors of guard before and after, and a start that is aligned to the element only.
    private const int Guard = 67;

    private readonly void* _memory;
    private readonly long _elements;
    private readonly TensorSizes _sizes;

    /// <summary>Allocates a tensor of NaNs.</summary>
    public TestTensor(TensorElement element, TensorSizes sizes)
    {
        Element = element;
        _sizes = sizes;
        _elements = sizes.Extent + 2 * Guard;
        _memory = NativeMemory.AlignedAlloc((nuint)(_elements * element.Size), 64);
        for (var i = 0L; i < _elements; i++)
            element.Write(_memory, i, double.NaN);
    }

    /// <summary>How elements are stored.</summary>
    public TensorElement Element { get; }

    /// <summary>The tensor as kernels see it.</summary>
    public TensorView View
        => new((byte*)_memory + Guard * Element.Size, _sizes.BatchStride, _sizes.HeadStride, _sizes.RowStride);

    /// <summary>Sets every element, broadcast ones once per repetition (the last one stays).</summary>
    public void Fill(Func<int, int, int, int, double> value)
        => _sizes.ForEach((b, h, n, d, offset) => Element.Write(_memory, Guard + offset, value(b, h, n, d)));

    /// <summary>All elements in (B, H, N, D) order.</summary>
    public double[] ToArray()
    {
        var values = new double[_sizes.Count];
        var next = 0;
        _sizes.ForEach((_, _, _, _, offset) => values[next++] = Element.Read(_memory, Guard + offset));
        return values;
    }

    /// <summary>The bytes of everything, elements and padding.</summary>
    public byte[] Bytes() => new ReadOnlySpan<byte>(_memory, checked((int)(_elements * Element.Size))).ToArray();

    /// <summary>Whether everything around and between the elements is still the NaN that was put there.</summary>
    public bool PaddingIsUntouched()
    {
        var isElement = new bool[_elements];
        _sizes.ForEach((_, _, _, _, offset) => isElement[Guard + offset] = true);
        for (var i = 0L; i < _elements; i++)
        {
            if (!isElement[i] && !double.IsNaN(Element.Read(_memory, i)))
                return false;
        }
        return true;
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
