using System.Runtime.Intrinsics;

namespace KernelGen.Planning;

/// <summary>
/// What masks over vectors need and no SIMD instruction set has: integer division, total as in <see cref="MaskMath"/>, and shifts with a
/// count per lane. Lane by lane where it must be; only the elements of Partial tiles pay for it.
/// </summary>
public static class VectorMaskMath
{
    /// <summary>e^x per lane, as a scalar mask computes it.</summary>
    public static Vector512<float> Exp(Vector512<float> x) => Vector512.Create(Exp(x.GetLower()), Exp(x.GetUpper()));

    /// <summary>e^x per lane, as a scalar mask computes it.</summary>
    public static Vector256<float> Exp(Vector256<float> x) => Vector256.Create(Exp(x.GetLower()), Exp(x.GetUpper()));

    /// <summary>e^x per lane, as a scalar mask computes it.</summary>
    public static Vector128<float> Exp(Vector128<float> x)
        => Vector128.Create((float)Math.Exp(x[0]), (float)Math.Exp(x[1]), (float)Math.Exp(x[2]), (float)Math.Exp(x[3]));

    /// <summary>The natural logarithm per lane, as a scalar mask computes it.</summary>
    public static Vector512<float> Log(Vector512<float> x) => Vector512.Create(Log(x.GetLower()), Log(x.GetUpper()));

    /// <summary>The natural logarithm per lane, as a scalar mask computes it.</summary>
    public static Vector256<float> Log(Vector256<float> x) => Vector256.Create(Log(x.GetLower()), Log(x.GetUpper()));

    /// <summary>The natural logarithm per lane, as a scalar mask computes it.</summary>
    public static Vector128<float> Log(Vector128<float> x)
        => Vector128.Create((float)Math.Log(x[0]), (float)Math.Log(x[1]), (float)Math.Log(x[2]), (float)Math.Log(x[3]));

    /// <summary>The hyperbolic tangent per lane, as a scalar mask computes it.</summary>
    public static Vector512<float> Tanh(Vector512<float> x) => Vector512.Create(Tanh(x.GetLower()), Tanh(x.GetUpper()));

    /// <summary>The hyperbolic tangent per lane, as a scalar mask computes it.</summary>
    public static Vector256<float> Tanh(Vector256<float> x) => Vector256.Create(Tanh(x.GetLower()), Tanh(x.GetUpper()));

    /// <summary>The hyperbolic tangent per lane, as a scalar mask computes it.</summary>
    public static Vector128<float> Tanh(Vector128<float> x)
        => Vector128.Create((float)Math.Tanh(x[0]), (float)Math.Tanh(x[1]), (float)Math.Tanh(x[2]), (float)Math.Tanh(x[3]));

    /// <summary>a / b per lane; 0 where b is 0.</summary>
    public static Vector512<int> Divide(Vector512<int> a, Vector512<int> b)
        => Vector512.Create(Divide(a.GetLower(), b.GetLower()), Divide(a.GetUpper(), b.GetUpper()));

    /// <summary>a / b per lane; 0 where b is 0.</summary>
    public static Vector256<int> Divide(Vector256<int> a, Vector256<int> b)
        => Vector256.Create(Divide(a.GetLower(), b.GetLower()), Divide(a.GetUpper(), b.GetUpper()));

    /// <summary>a / b per lane; 0 where b is 0.</summary>
    public static Vector128<int> Divide(Vector128<int> a, Vector128<int> b)
        => Vector128.Create(
            MaskMath.Divide(a[0], b[0]), MaskMath.Divide(a[1], b[1]), MaskMath.Divide(a[2], b[2]), MaskMath.Divide(a[3], b[3]));

    /// <summary>a % b per lane, with the sign of a; a where b is 0.</summary>
    public static Vector512<int> Remainder(Vector512<int> a, Vector512<int> b) => a - Divide(a, b) * b;

    /// <summary>a % b per lane, with the sign of a; a where b is 0.</summary>
    public static Vector256<int> Remainder(Vector256<int> a, Vector256<int> b) => a - Divide(a, b) * b;

    /// <summary>a % b per lane, with the sign of a; a where b is 0.</summary>
    public static Vector128<int> Remainder(Vector128<int> a, Vector128<int> b) => a - Divide(a, b) * b;

    /// <summary>a / 2^shift per lane, truncated: a shift rounds down, so negative values are raised first.</summary>
    public static Vector512<int> DivideByPowerOfTwo(Vector512<int> a, int shift)
        => (a + ((a >> 31) & Vector512.Create((1 << shift) - 1))) >> shift;

    /// <summary>a / 2^shift per lane, truncated: a shift rounds down, so negative values are raised first.</summary>
    public static Vector256<int> DivideByPowerOfTwo(Vector256<int> a, int shift)
        => (a + ((a >> 31) & Vector256.Create((1 << shift) - 1))) >> shift;

    /// <summary>a / 2^shift per lane, truncated: a shift rounds down, so negative values are raised first.</summary>
    public static Vector128<int> DivideByPowerOfTwo(Vector128<int> a, int shift)
        => (a + ((a >> 31) & Vector128.Create((1 << shift) - 1))) >> shift;

    /// <summary>a % 2^shift per lane, with the sign of a.</summary>
    public static Vector512<int> RemainderByPowerOfTwo(Vector512<int> a, int shift) => a - (DivideByPowerOfTwo(a, shift) << shift);

    /// <summary>a % 2^shift per lane, with the sign of a.</summary>
    public static Vector256<int> RemainderByPowerOfTwo(Vector256<int> a, int shift) => a - (DivideByPowerOfTwo(a, shift) << shift);

    /// <summary>a % 2^shift per lane, with the sign of a.</summary>
    public static Vector128<int> RemainderByPowerOfTwo(Vector128<int> a, int shift) => a - (DivideByPowerOfTwo(a, shift) << shift);

    /// <summary>a &lt;&lt; count per lane, counts modulo 32.</summary>
    public static Vector512<int> ShiftLeft(Vector512<int> a, Vector512<int> count)
        => Vector512.Create(ShiftLeft(a.GetLower(), count.GetLower()), ShiftLeft(a.GetUpper(), count.GetUpper()));

    /// <summary>a &lt;&lt; count per lane, counts modulo 32.</summary>
    public static Vector256<int> ShiftLeft(Vector256<int> a, Vector256<int> count)
        => Vector256.Create(ShiftLeft(a.GetLower(), count.GetLower()), ShiftLeft(a.GetUpper(), count.GetUpper()));

    /// <summary>a &lt;&lt; count per lane, counts modulo 32.</summary>
    public static Vector128<int> ShiftLeft(Vector128<int> a, Vector128<int> count)
        => Vector128.Create(a[0] << count[0], a[1] << count[1], a[2] << count[2], a[3] << count[3]);

    /// <summary>a &gt;&gt; count per lane with its sign, counts modulo 32.</summary>
    public static Vector512<int> ShiftRight(Vector512<int> a, Vector512<int> count)
        => Vector512.Create(ShiftRight(a.GetLower(), count.GetLower()), ShiftRight(a.GetUpper(), count.GetUpper()));

    /// <summary>a &gt;&gt; count per lane with its sign, counts modulo 32.</summary>
    public static Vector256<int> ShiftRight(Vector256<int> a, Vector256<int> count)
        => Vector256.Create(ShiftRight(a.GetLower(), count.GetLower()), ShiftRight(a.GetUpper(), count.GetUpper()));

    /// <summary>a &gt;&gt; count per lane with its sign, counts modulo 32.</summary>
    public static Vector128<int> ShiftRight(Vector128<int> a, Vector128<int> count)
        => Vector128.Create(a[0] >> count[0], a[1] >> count[1], a[2] >> count[2], a[3] >> count[3]);
}
