namespace KernelGen.Kernels.Data;

/// <summary>How the elements of a test tensor lie.</summary>
public enum MaskLayout
{
    Dense,

    /// <summary>The last stride is 2.</summary>
    Gaps,

    /// <summary>The last two axes are exchanged.</summary>
    Transposed,

    /// <summary>Rows from the last to the first.</summary>
    Reversed,
}

/// <summary>A tensor of rank 2 to 4 that is data, and its elements by the four indices of a read.</summary>
public sealed class TestMask<T>
    where T : unmanaged
{
    private readonly int[] _four;

    public TestMask(int[] lengths, MaskLayout layout, Func<int, int, int, int, T> value)
    {
        _four = [.. Enumerable.Repeat(1, 4 - lengths.Length), .. lengths];
        var (rows, keys) = (_four[2], _four[3]);
        nint row = layout == MaskLayout.Transposed ? 1 : keys * (layout == MaskLayout.Gaps ? 2 : 1);
        nint key = layout == MaskLayout.Transposed ? rows : layout == MaskLayout.Gaps ? 2 : 1;
        nint head = (nint)rows * keys * (layout == MaskLayout.Gaps ? 2 : 1);
        Start = layout == MaskLayout.Reversed ? (rows - 1) * (int)row : 0;
        nint[] strides = [head * _four[1], head, layout == MaskLayout.Reversed ? -row : row, key];
        Memory = new T[Math.Max(1, head * _four[0] * _four[1])];
        Lengths = [.. lengths.Select(length => (nint)length)];
        Strides = strides[(4 - lengths.Length)..];
        for (var i = 0; i < _four[0] * _four[1] * rows * keys; i++)
        {
            var (b, h, r, k) = (i / (_four[1] * rows * keys), i / (rows * keys) % _four[1], i / keys % rows, i % keys);
            Memory[Start + b * strides[0] + h * strides[1] + r * strides[2] + k * strides[3]] = value(b, h, r, k);
        }
    }

    public T[] Memory { get; }

    public int Start { get; }

    public nint[] Lengths { get; }

    public nint[] Strides { get; }

    /// <summary>The element that a read finds: a length of 1 answers every index.</summary>
    public T At(int batch, int head, int row, int key)
    {
        int[] at = [batch, head, row, key];
        var offset = (nint)Start;
        for (var i = 0; i < Lengths.Length; i++)
            offset += Lengths[i] == 1 ? 0 : at[4 - Lengths.Length + i] * Strides[i];
        return Memory[offset];
    }
}
