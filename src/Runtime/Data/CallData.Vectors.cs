using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KernelGen;

/// <summary>
/// Reads of one element per lane. An index of type int is that of the first lane, and the lanes read neighbours; a vector of indices reads
/// lane by lane.
/// </summary>
public readonly unsafe partial struct CallData
{
    /// <summary>16 integers.</summary>
    /// <typeparam name="T">The elements of the array.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Ints512<T>(int parameter, int first)
        where T : unmanaged
    {
        ref readonly var item = ref _items[parameter];
        if (typeof(T) == typeof(int) && first >= 0 && first <= item.Length - 16)
            return Vector512.Load((int*)item.Address + first);
        return Vector512.Create(Ints256<T>(parameter, first), Ints256<T>(parameter, first + 8));
    }

    /// <summary>16 integers.</summary>
    /// <typeparam name="T">The elements of the array.</typeparam>
    public Vector512<int> Ints512<T>(int parameter, Vector512<int> index)
        where T : unmanaged
        => Vector512.Create(Ints256<T>(parameter, index.GetLower()), Ints256<T>(parameter, index.GetUpper()));

    /// <summary>16 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Floats512(int parameter, int first)
    {
        ref readonly var item = ref _items[parameter];
        if (first >= 0 && first <= item.Length - 16)
            return Vector512.Load((float*)item.Address + first);
        return Vector512.Create(Floats256(parameter, first), Floats256(parameter, first + 8));
    }

    /// <summary>16 numbers.</summary>
    public Vector512<float> Floats512(int parameter, Vector512<int> index)
        => Vector512.Create(Floats256(parameter, index.GetLower()), Floats256(parameter, index.GetUpper()));

    /// <summary>16 truth values, all ones or zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Bools512(int parameter, int first)
    {
        return Vector512.Create(Bools256(parameter, first), Bools256(parameter, first + 8));
    }

    /// <summary>16 truth values, all ones or zeros.</summary>
    public Vector512<int> Bools512(int parameter, Vector512<int> index)
        => Vector512.Create(Bools256(parameter, index.GetLower()), Bools256(parameter, index.GetUpper()));

    /// <summary>8 integers.</summary>
    /// <typeparam name="T">The elements of the array.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Ints256<T>(int parameter, int first)
        where T : unmanaged
    {
        ref readonly var item = ref _items[parameter];
        if (typeof(T) == typeof(int) && first >= 0 && first <= item.Length - 8)
            return Vector256.Load((int*)item.Address + first);
        return Vector256.Create(Ints128<T>(parameter, first), Ints128<T>(parameter, first + 4));
    }

    /// <summary>8 integers.</summary>
    /// <typeparam name="T">The elements of the array.</typeparam>
    public Vector256<int> Ints256<T>(int parameter, Vector256<int> index)
        where T : unmanaged
        => Vector256.Create(Ints128<T>(parameter, index.GetLower()), Ints128<T>(parameter, index.GetUpper()));

    /// <summary>8 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Floats256(int parameter, int first)
    {
        ref readonly var item = ref _items[parameter];
        if (first >= 0 && first <= item.Length - 8)
            return Vector256.Load((float*)item.Address + first);
        return Vector256.Create(Floats128(parameter, first), Floats128(parameter, first + 4));
    }

    /// <summary>8 numbers.</summary>
    public Vector256<float> Floats256(int parameter, Vector256<int> index)
        => Vector256.Create(Floats128(parameter, index.GetLower()), Floats128(parameter, index.GetUpper()));

    /// <summary>8 truth values, all ones or zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Bools256(int parameter, int first)
    {
        return Vector256.Create(Bools128(parameter, first), Bools128(parameter, first + 4));
    }

    /// <summary>8 truth values, all ones or zeros.</summary>
    public Vector256<int> Bools256(int parameter, Vector256<int> index)
        => Vector256.Create(Bools128(parameter, index.GetLower()), Bools128(parameter, index.GetUpper()));

    /// <summary>4 integers.</summary>
    /// <typeparam name="T">The elements of the array.</typeparam>
    public Vector128<int> Ints128<T>(int parameter, int first)
        where T : unmanaged
    {
        ref readonly var item = ref _items[parameter];
        return first >= 0 && first <= item.Length - 4
            ? Load4((T*)item.Address + first)
            : Ints128<T>(parameter, Vector128.Create(first) + Vector128<int>.Indices);
    }

    /// <summary>4 integers.</summary>
    /// <typeparam name="T">The elements of the array.</typeparam>
    public Vector128<int> Ints128<T>(int parameter, Vector128<int> index)
        where T : unmanaged
        => Vector128.Create(
            Int<T>(parameter, index[0]), Int<T>(parameter, index[1]), Int<T>(parameter, index[2]), Int<T>(parameter, index[3]));

    /// <summary>4 numbers.</summary>
    public Vector128<float> Floats128(int parameter, int first)
    {
        ref readonly var item = ref _items[parameter];
        return first >= 0 && first <= item.Length - 4
            ? Vector128.Load((float*)item.Address + first)
            : Floats128(parameter, Vector128.Create(first) + Vector128<int>.Indices);
    }

    /// <summary>4 numbers.</summary>
    public Vector128<float> Floats128(int parameter, Vector128<int> index)
        => Vector128.Create(
            Float(parameter, index[0]), Float(parameter, index[1]), Float(parameter, index[2]), Float(parameter, index[3]));

    /// <summary>4 truth values, all ones or zeros.</summary>
    public Vector128<int> Bools128(int parameter, int first) => ~Vector128.Equals(Ints128<byte>(parameter, first), Vector128<int>.Zero);

    /// <summary>4 truth values, all ones or zeros.</summary>
    public Vector128<int> Bools128(int parameter, Vector128<int> index)
        => ~Vector128.Equals(Ints128<byte>(parameter, index), Vector128<int>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Load4<T>(T* p)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int))
            return Vector128.Load((int*)p);
        if (typeof(T) == typeof(short))
            return Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(p)).AsInt16());
        if (typeof(T) == typeof(ushort))
            return Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<long>(p)).AsUInt16()).AsInt32();
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<int>(p));
        return typeof(T) == typeof(sbyte)
            ? Vector128.WidenLower(Vector128.WidenLower(bytes.AsSByte()))
            : Vector128.WidenLower(Vector128.WidenLower(bytes.AsByte())).AsInt32();
    }
}
