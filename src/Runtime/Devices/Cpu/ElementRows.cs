using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KernelGen.Devices.Cpu;

/// <summary>
/// Conversions of one row between a tensor's precision and float32. Fully optimised from the first call, for they run per query row and
/// per key: in the JIT's first tier they would cost more than the kernel. A row that does not end with eight elements has its last eight
/// converted together, some of them once more: one by one they would take longer than all others.
/// </summary>
internal static unsafe class ElementRows
{
    // 2^112: what a float16 moved into float32's fields lacks.
    private const float HalfRebias = 5.192296858534828E+33f;

    private const int Block = 8;

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
            Convert<HalfToSingle, ushort, float>((ushort*)source, destination, columns);
        else if (typeof(T) == typeof(Float8E4M3))
            Convert<Float8E4M3ToSingle, Float8E4M3, float>((Float8E4M3*)source, destination, columns);
        else
            Convert<BFloat16ToSingle, ushort, float>((ushort*)source, destination, columns);
    }

    /// <summary>Converts float32 to an output's elements, which have 16 or 32 bits: to nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow<T>(float* source, T* destination, int columns)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(destination, columns));
        else if (typeof(T) == typeof(Half))
            Convert<SingleToHalf, float, ushort>(source, (ushort*)destination, columns);
        else
            Convert<SingleToBFloat16, float, ushort>(source, (ushort*)destination, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convert<TConversion, TFrom, TTo>(TFrom* source, TTo* destination, int columns)
        where TConversion : IConversion<TFrom, TTo>
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        if (columns < Block)
        {
            for (var c = 0; c < columns; c++)
                destination[c] = TConversion.One(source[c]);
            return;
        }
        for (var c = 0; c + Block <= columns; c += Block)
            TConversion.Eight(source + c, destination + c);
        if (columns % Block != 0)
            TConversion.Eight(source + columns - Block, destination + columns - Block);
    }

    private interface IConversion<TFrom, TTo>
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        static abstract TTo One(TFrom value);

        static abstract void Eight(TFrom* source, TTo* destination);
    }

    private readonly struct HalfToSingle : IConversion<ushort, float>
    {
        public static float One(ushort value) => (float)BitConverter.UInt16BitsToHalf(value);

        // Sign-extended bits moved into float32's fields and multiplied by 2^112, exact with subnormals; infinities and NaNs come out as
        // 65536 and more and get float32's exponent of all ones.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Eight(ushort* source, float* destination)
        {
            var bits = Vector256.WidenLower(Vector128.Load(source).AsInt16().ToVector256Unsafe());
            var value = ((bits << 13) & Vector256.Create(unchecked((int)0x8fffe000))).AsSingle() * HalfRebias;
            var special = Vector256.GreaterThanOrEqual(Vector256.Abs(value), Vector256.Create(65536f));
            Vector256.ConditionalSelect(special, value | Vector256.Create(0x7f800000).AsSingle(), value).Store(destination);
        }
    }

    private readonly struct BFloat16ToSingle : IConversion<ushort, float>
    {
        public static float One(ushort value) => BFloat16.FromBits(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Eight(ushort* source, float* destination)
            => (Vector256.WidenLower(Vector128.Load(source).ToVector256Unsafe()) << 16).AsSingle().Store(destination);
    }

    private readonly struct Float8E4M3ToSingle : IConversion<Float8E4M3, float>
    {
        public static float One(Float8E4M3 value) => value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Eight(Float8E4M3* source, float* destination) => Rows.Load256(source).Store(destination);
    }

    private readonly struct SingleToHalf : IConversion<float, ushort>
    {
        public static ushort One(float value) => BitConverter.HalfToUInt16Bits((Half)value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Eight(float* source, ushort* destination)
        {
            var bits = Vector256.Load(source).AsUInt32();
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
            StoreLowHalves(result | ((bits >> 16) & Vector256.Create(0x8000u)), destination);
        }
    }

    private readonly struct SingleToBFloat16 : IConversion<float, ushort>
    {
        public static ushort One(float value) => ((BFloat16)value).Bits;

        // As BFloat16's conversion: adding 0x7fff, plus one when the kept part is odd, carries exactly when the dropped part rounds up.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Eight(float* source, ushort* destination)
        {
            var value = Vector256.Load(source);
            var bits = value.AsUInt32();
            var rounded = (bits + Vector256.Create(0x7fffu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
            var quiet = (bits >> 16) | Vector256.Create(0x0040u);
            StoreLowHalves(Vector256.ConditionalSelect(Vector256.Equals(value, value).AsUInt32(), rounded, quiet), destination);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLowHalves(Vector256<uint> lanes, ushort* destination)
        => Vector128.Narrow(lanes.GetLower(), lanes.GetUpper()).Store(destination);
}
