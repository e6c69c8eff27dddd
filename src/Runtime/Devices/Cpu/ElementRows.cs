using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KernelGen.Devices.Cpu;

/// <summary>
/// Conversions of one row between a tensor's precision and float32. Fully optimised from the first call, for they run per query row and
/// per key: in the JIT's first tier they would cost more than the kernel.
/// </summary>
internal static unsafe class ElementRows
{
    // 2^112: what a float16 moved into float32's fields lacks.
    private const float HalfRebias = 5.192296858534828E+33f;

    /// <summary>Multiplies a row by a factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(float* row, int columns, float factor)
    {
        var c = 0;
        for (; c + 8 <= columns; c += 8)
            (Vector256.Load(row + c) * factor).Store(row + c);
        for (; c < columns; c++)
            row[c] *= factor;
    }

    /// <summary>Converts elements to float32; exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen<T>(T* source, float* destination, int columns)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(destination, columns));
        else if (typeof(T) == typeof(Half))
            WidenHalf((ushort*)source, destination, columns);
        else
            WidenBFloat16((ushort*)source, destination, columns);
    }

    /// <summary>Converts float32 to a tensor's elements: to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow<T>(float* source, T* destination, int columns)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(destination, columns));
        else if (typeof(T) == typeof(Half))
            NarrowHalf(source, (Half*)destination, columns);
        else
            NarrowBFloat16(source, (ushort*)destination, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidenHalf(ushort* source, float* destination, int columns)
    {
        var c = 0;
        for (; c + 16 <= columns; c += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(source + c).AsInt16());
            HalfToSingle(low).Store(destination + c);
            HalfToSingle(high).Store(destination + c + 8);
        }
        for (; c < columns; c++)
            destination[c] = (float)BitConverter.UInt16BitsToHalf(source[c]);
    }

    // Sign-extended bits moved into float32's fields and multiplied by 2^112, exact with subnormals; infinities and NaNs come out as 65536
    // and more and get float32's exponent of all ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> HalfToSingle(Vector256<int> bits)
    {
        var value = ((bits << 13) & Vector256.Create(unchecked((int)0x8fffe000))).AsSingle() * HalfRebias;
        var special = Vector256.GreaterThanOrEqual(Vector256.Abs(value), Vector256.Create(65536f));
        return Vector256.ConditionalSelect(special, value | Vector256.Create(0x7f800000).AsSingle(), value);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WidenBFloat16(ushort* source, float* destination, int columns)
    {
        var c = 0;
        for (; c + 16 <= columns; c += 16)
        {
            var (low, high) = Vector256.Widen(Vector256.Load(source + c));
            (low << 16).AsSingle().Store(destination + c);
            (high << 16).AsSingle().Store(destination + c + 8);
        }
        for (; c < columns; c++)
            destination[c] = BFloat16.FromBits(source[c]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowHalf(float* source, Half* destination, int columns)
    {
        var c = 0;
        for (; c + 16 <= columns; c += 16)
            Vector256.Narrow(RoundToHalf(Vector256.Load(source + c)), RoundToHalf(Vector256.Load(source + c + 8))).Store((ushort*)destination + c);
        for (; c < columns; c++)
            destination[c] = (Half)source[c];
    }

    // The 16 bits of the nearest float16, ties to even, in the low half of each lane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RoundToHalf(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        var size = bits & Vector256.Create(0x7fffffffu);
        // From 2^-14 on: rebias the exponent by 15 - 127 and add just under half of the last place kept, or half when that place is odd.
        var odd = (size >> 13) & Vector256<uint>.One;
        var normal = (size + Vector256.Create(unchecked(((uint)(15 - 127) << 23) + 0xfff)) + odd) >> 13;
        // Below it the result is a multiple of 2^-24, the last place of 0.5: adding 0.5 rounds to it.
        var half = Vector256.Create(0.5f);
        var subnormal = (size.AsSingle() + half).AsUInt32() - half.AsUInt32();
        var result = Vector256.ConditionalSelect(Vector256.LessThan(size, Vector256.Create(0x38800000u)), subnormal, normal);
        // From 65536 on infinity, and a NaN stays a (quiet) NaN.
        var large = Vector256.ConditionalSelect(
            Vector256.GreaterThan(size, Vector256.Create(0x7f800000u)), Vector256.Create(0x7e00u), Vector256.Create(0x7c00u));
        result = Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(size, Vector256.Create(0x47800000u)), large, result);
        return result | ((bits >> 16) & Vector256.Create(0x8000u));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowBFloat16(float* source, ushort* destination, int columns)
    {
        var c = 0;
        for (; c + 16 <= columns; c += 16)
            Vector256.Narrow(RoundToBFloat16(Vector256.Load(source + c)), RoundToBFloat16(Vector256.Load(source + c + 8))).Store(destination + c);
        for (; c < columns; c++)
            destination[c] = ((BFloat16)source[c]).Bits;
    }

    // As BFloat16's conversion: adding 0x7fff, plus one when the kept part is odd, carries exactly when the dropped part rounds up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RoundToBFloat16(Vector256<float> value)
    {
        var bits = value.AsUInt32();
        var rounded = (bits + Vector256.Create(0x7fffu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
        var quiet = (bits >> 16) | Vector256.Create(0x0040u);
        return Vector256.ConditionalSelect(Vector256.Equals(value, value).AsUInt32(), rounded, quiet);
    }
}
