using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KernelGen;

/// <summary>
/// The elements of a tensor of numbers along its last dimension. A dimension of length 1 answers every index; outside of any other one they are 0.
/// Loads take the index of the first lane (the lanes read neighbours), or an index per lane.
/// </summary>
public readonly unsafe struct FloatRow
{
    private readonly float* _first;
    private readonly long _stride;
    private readonly long _extent;

    internal FloatRow(float* first, long stride, long extent)
    {
        _first = first;
        _stride = stride;
        _extent = extent;
    }

    /// <summary>An element.</summary>
    public float this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)index < _extent ? _first[index * _stride] : 0;
    }

    /// <summary>16 neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Load512(int first)
    {
        if (_stride == 1 && first >= 0 && first <= _extent - 16)
            return Vector512.Load(_first + first);
        return _stride == 0 ? Vector512.Create(Lane(0)) : Load512(Vector512.Create(first) + Vector512<int>.Indices);
    }

    /// <summary>8 neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Load256(int first)
    {
        if (_stride == 1 && first >= 0 && first <= _extent - 8)
            return Vector256.Load(_first + first);
        return _stride == 0 ? Vector256.Create(Lane(0)) : Load256(Vector256.Create(first) + Vector256<int>.Indices);
    }

    /// <summary>4 neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Load128(int first)
    {
        if (_stride == 1 && first >= 0 && first <= _extent - 4)
            return Vector128.Load(_first + first);
        return _stride == 0 ? Vector128.Create(Lane(0)) : Load128(Vector128.Create(first) + Vector128<int>.Indices);
    }

    /// <summary>16 elements. Lanes with one index for all, as keys of one block have, cost one read.</summary>
    public Vector512<float> Load512(Vector512<int> index)
        => Vector512.EqualsAll(index, Vector512.Create(index.ToScalar()))
            ? Vector512.Create(Lane(index.ToScalar()))
            : Vector512.Create(Load256(index.GetLower()), Load256(index.GetUpper()));

    /// <summary>8 elements. Lanes with one index for all, as keys of one block have, cost one read.</summary>
    public Vector256<float> Load256(Vector256<int> index)
        => Vector256.EqualsAll(index, Vector256.Create(index.ToScalar()))
            ? Vector256.Create(Lane(index.ToScalar()))
            : Vector256.Create(Load128(index.GetLower()), Load128(index.GetUpper()));

    /// <summary>4 elements.</summary>
    public Vector128<float> Load128(Vector128<int> index)
        => Vector128.Create(Lane(index[0]), Lane(index[1]), Lane(index[2]), Lane(index[3]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Lane(int index) => this[index];
}
