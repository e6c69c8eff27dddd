using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using KernelGen.Planning;

namespace KernelGen;

/// <summary>
/// Reads of tensors, by four indices. A dimension of length 1 answers every index; outside any other one the value is 0 or false, because
/// kernels read past the last row and the last key of a tile.
/// </summary>
public readonly unsafe partial struct CallData
{
    /// <summary>An element of a tensor of truth values.</summary>
    public bool Bool(int parameter, int first, int second, int row, int key) => BoolRow(parameter, first, second, row)[key];

    /// <summary>An element of a tensor of numbers.</summary>
    public float Float(int parameter, int first, int second, int row, int key) => FloatRow(parameter, first, second, row)[key];

    /// <summary>A row of a tensor of truth values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BoolRow BoolRow(int parameter, int first, int second, int row)
    {
        ref readonly var item = ref _items[parameter];
        return item.Tensor.TryRow(first, second, row, out var offset)
            ? new BoolRow((byte*)item.Address + offset, item.Tensor.Stride(3), item.Tensor.Extent(3))
            : default;
    }

    /// <summary>A row of a tensor of numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FloatRow FloatRow(int parameter, int first, int second, int row)
    {
        ref readonly var item = ref _items[parameter];
        return item.Tensor.TryRow(first, second, row, out var offset)
            ? new FloatRow((float*)item.Address + offset, item.Tensor.Stride(3), item.Tensor.Extent(3))
            : default;
    }

    /// <summary>16 truth values, each at indices of its own, all ones or zeros.</summary>
    public Vector512<int> Bools512(int parameter, Vector512<int> first, Vector512<int> second, Vector512<int> row, Vector512<int> key)
        => Vector512.Create(
            Bools256(parameter, first.GetLower(), second.GetLower(), row.GetLower(), key.GetLower()),
            Bools256(parameter, first.GetUpper(), second.GetUpper(), row.GetUpper(), key.GetUpper()));

    /// <summary>8 truth values, each at indices of its own, all ones or zeros.</summary>
    public Vector256<int> Bools256(int parameter, Vector256<int> first, Vector256<int> second, Vector256<int> row, Vector256<int> key)
        => Vector256.Create(
            Bools128(parameter, first.GetLower(), second.GetLower(), row.GetLower(), key.GetLower()),
            Bools128(parameter, first.GetUpper(), second.GetUpper(), row.GetUpper(), key.GetUpper()));

    /// <summary>4 truth values, each at indices of its own, all ones or zeros.</summary>
    public Vector128<int> Bools128(int parameter, Vector128<int> first, Vector128<int> second, Vector128<int> row, Vector128<int> key)
    {
        var result = Vector128<int>.Zero;
        for (var lane = 0; lane < Vector128<int>.Count; lane++)
            result = result.WithElement(lane, Bool(parameter, first[lane], second[lane], row[lane], key[lane]) ? -1 : 0);
        return result;
    }

    /// <summary>16 numbers, each at indices of its own.</summary>
    public Vector512<float> Floats512(int parameter, Vector512<int> first, Vector512<int> second, Vector512<int> row, Vector512<int> key)
        => Vector512.Create(
            Floats256(parameter, first.GetLower(), second.GetLower(), row.GetLower(), key.GetLower()),
            Floats256(parameter, first.GetUpper(), second.GetUpper(), row.GetUpper(), key.GetUpper()));

    /// <summary>8 numbers, each at indices of its own.</summary>
    public Vector256<float> Floats256(int parameter, Vector256<int> first, Vector256<int> second, Vector256<int> row, Vector256<int> key)
        => Vector256.Create(
            Floats128(parameter, first.GetLower(), second.GetLower(), row.GetLower(), key.GetLower()),
            Floats128(parameter, first.GetUpper(), second.GetUpper(), row.GetUpper(), key.GetUpper()));

    /// <summary>4 numbers, each at indices of its own.</summary>
    public Vector128<float> Floats128(int parameter, Vector128<int> first, Vector128<int> second, Vector128<int> row, Vector128<int> key)
    {
        var result = Vector128<float>.Zero;
        for (var lane = 0; lane < Vector128<float>.Count; lane++)
            result = result.WithElement(lane, Float(parameter, first[lane], second[lane], row[lane], key[lane]));
        return result;
    }

    /// <summary>What the elements of a tensor of truth values whose indices are in ranges have in common.</summary>
    public Truth Truth(int parameter, Interval first, Interval second, Interval row, Interval key)
    {
        if (_truths?[parameter] is { } table)
            return table.Truth(first, second, row, key);
        if (_items[parameter].IsOnDevice)
            return Planning.Truth.Unknown;
        return Scan(parameter, Inside(parameter, 0, first), Inside(parameter, 1, second), Inside(parameter, 2, row), Inside(parameter, 3, key));
    }

    // Outside of a call, as when a mask is drawn: the elements themselves, one by one.
    private Truth Scan(int parameter, Interval first, Interval second, Interval row, Interval key)
    {
        var one = Bool(parameter, first.Min, second.Min, row.Min, key.Min);
        for (var i = first.Min; i <= first.Max; i++)
        {
            for (var j = second.Min; j <= second.Max; j++)
            {
                for (var r = row.Min; r <= row.Max; r++)
                {
                    var elements = BoolRow(parameter, i, j, r);
                    for (var k = key.Min; k <= key.Max; k++)
                    {
                        if (elements[k] != one)
                            return Planning.Truth.Unknown;
                    }
                }
            }
        }
        return Kleene.Known(one);
    }

    // The indices of a range that tell elements apart: those inside, and one on each side for all that lie outside.
    private Interval Inside(int parameter, int dimension, Interval index)
    {
        var tensor = _items[parameter].Tensor;
        if (!tensor.Varies(dimension))
            return 0;
        var length = (int)tensor.Length(dimension);
        return new Interval(Math.Clamp(index.Min, -1, length), Math.Clamp(index.Max, -1, length));
    }

    /// <summary>Whether the host sees elements of a tensor differ along one of its four dimensions.</summary>
    public bool Varies(int parameter, int dimension) => Sees(parameter) && _items[parameter].Tensor.Varies(dimension);
}
