using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KernelGen.Devices.Cpu;

/// <content>
/// Float8E4M3 to float32, exactly. Moved into float32's fields and rebiased, a number is what it shall be. A subnormal, which has no leading one, is not:
/// instead of 2^-6 * m/8 it reads 2^-7 * (1 + m/8). Twice that less 2^-6 is right; and of all other numbers that is not less than the number itself, so
/// that the smaller of the two is always the one. (A product with 2^120 would be shorter, but processors take a hundred cycles for factors that are
/// subnormal in float32, and every number below 2^-6 were one.)
/// </content>
public static unsafe partial class Rows
{
    private const int LostBits = 23 - 3;
    private const int SizeBits = 0x7f << LostBits;
    private const int Rebias = (127 - 7) << 23;
    private const float LeastNormal = 1f / 64;

    /// <summary>Four elements as float32.</summary>
    /// <param name="source">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load128(Float8E4M3* source) => ToSingle(Sse41.IsSupported
        ? Sse41.ConvertToVector128Int32((sbyte*)source)
        : Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<int>(source)).AsSByte())));

    /// <summary>Eight elements as float32.</summary>
    /// <param name="source">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load256(Float8E4M3* source) => Avx2.IsSupported
        ? ToSingle(Avx2.ConvertToVector256Int32((sbyte*)source))
        : Vector256.Create(Load128(source), Load128(source + Vector128<float>.Count));

    /// <summary>Sixteen elements as float32.</summary>
    /// <param name="source">The first of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load512(Float8E4M3* source) => Avx512F.IsSupported
        ? ToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load((sbyte*)source)))
        : Vector512.Create(Load256(source), Load256(source + Vector256<float>.Count));

    // Of sign-extended elements.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ToSingle(Vector128<int> bits)
    {
        var size = (bits << LostBits) & Vector128.Create(SizeBits);
        var moved = (size + Vector128.Create(Rebias)).AsSingle();
        var value = Vector128.MinNative(moved, Vector128.MultiplyAddEstimate(moved, Vector128.Create(2f), Vector128.Create(-LeastNormal)));
        var sign = bits & Vector128.Create(int.MinValue);
        // All ones, where the element is a NaN.
        return (value.AsInt32() | sign | Vector128.Equals(size, Vector128.Create(SizeBits))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ToSingle(Vector256<int> bits)
    {
        var size = (bits << LostBits) & Vector256.Create(SizeBits);
        var moved = (size + Vector256.Create(Rebias)).AsSingle();
        var value = Vector256.MinNative(moved, Vector256.MultiplyAddEstimate(moved, Vector256.Create(2f), Vector256.Create(-LeastNormal)));
        var sign = bits & Vector256.Create(int.MinValue);
        return (value.AsInt32() | sign | Vector256.Equals(size, Vector256.Create(SizeBits))).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ToSingle(Vector512<int> bits)
    {
        var size = (bits << LostBits) & Vector512.Create(SizeBits);
        var moved = (size + Vector512.Create(Rebias)).AsSingle();
        var value = Vector512.MinNative(moved, Vector512.MultiplyAddEstimate(moved, Vector512.Create(2f), Vector512.Create(-LeastNormal)));
        var sign = bits & Vector512.Create(int.MinValue);
        return (value.AsInt32() | sign | Vector512.Equals(size, Vector512.Create(SizeBits))).AsSingle();
    }
}
