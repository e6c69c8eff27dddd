using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KernelGen;

/// <summary>
/// The elements of a tensor of truth values along its last dimension. A dimension of length 1 answers every index; outside of any other one they are false.
/// Loads take the index of the first lane (the lanes read neighbours), or an index per lane.
/// </summary>
public readonly unsafe struct BoolRow
{
    private readonly byte* _first;
    private readonly long _stride;
    private readonly long _extent;

    internal BoolRow(byte* first, long stride, long extent)
    {
        _first = first;
        _stride = stride;
        _extent = extent;
    }

    /// <summary>An element.</summary>
    public bool this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)index < _extent && _first[index * _stride] != 0;
    }

    /// <summary>16 neighbours, all ones or zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Load512(int first)
    {
        if (_stride == 1 && first >= 0 && first <= _extent - 16)
            return ~Vector512.Equals(Vector512.WidenLower(Vector256.WidenLower(Vector128.Load(_first + first).ToVector256Unsafe()).ToVector512Unsafe()).AsInt32(), Vector512<int>.Zero);
        return _stride == 0 ? Vector512.Create(Lane(0)) : Load512(Vector512.Create(first) + Vector512<int>.Indices);
    }

    /// <summary>8 neighbours, all ones or zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Load256(int first)
    {
        if (_stride == 1 && first >= 0 && first <= _extent - 8)
            return ~Vector256.Equals(Vector256.WidenLower(Vector128.WidenLower(Bytes(Unsafe.ReadUnaligned<long>(_first + first))).ToVector256Unsafe()).AsInt32(), Vector256<int>.Zero);
        return _stride == 0 ? Vector256.Create(Lane(0)) : Load256(Vector256.Create(first) + Vector256<int>.Indices);
    }

    /// <summary>4 neighbours, all ones or zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<int> Load128(int first)
    {
        if (_stride == 1 && first >= 0 && first <= _extent - 4)
            return ~Vector128.Equals(Vector128.WidenLower(Vector128.WidenLower(Bytes(Unsafe.ReadUnaligned<int>(_first + first)))).AsInt32(), Vector128<int>.Zero);
        return _stride == 0 ? Vector128.Create(Lane(0)) : Load128(Vector128.Create(first) + Vector128<int>.Indices);
    }

    /// <summary>16 elements, all ones or zeros. Lanes with one index for all, as keys of one block have, cost one read.</summary>
    public Vector512<int> Load512(Vector512<int> index)
        => Vector512.EqualsAll(index, Vector512.Create(index.ToScalar()))
            ? Vector512.Create(Lane(index.ToScalar()))
            : Vector512.Create(Load256(index.GetLower()), Load256(index.GetUpper()));

    /// <summary>8 elements, all ones or zeros. Lanes with one index for all, as keys of one block have, cost one read.</summary>
    public Vector256<int> Load256(Vector256<int> index)
        => Vector256.EqualsAll(index, Vector256.Create(index.ToScalar()))
            ? Vector256.Create(Lane(index.ToScalar()))
            : Vector256.Create(Load128(index.GetLower()), Load128(index.GetUpper()));

    /// <summary>4 elements, all ones or zeros.</summary>
    public Vector128<int> Load128(Vector128<int> index)
        => Vector128.Create(Lane(index[0]), Lane(index[1]), Lane(index[2]), Lane(index[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Lane(int index) => this[index] ? -1 : 0;

    private static Vector128<byte> Bytes(long bytes) => Vector128.CreateScalarUnsafe(bytes).AsByte();
}
