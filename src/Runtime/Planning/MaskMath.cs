namespace KernelGen.Planning;

/// <summary>
/// Integer arithmetic as masks define it: total, where C# throws. A vector evaluates both sides of a short circuit, so a guarded divisor
/// may still be 0 there.
/// </summary>
#if KERNELGEN_TEMPLATES
internal
#else
public
#endif
static class MaskMath
{
    /// <summary>a / b truncated; 0 when b is 0; wraps for int.MinValue / -1.</summary>
    public static int Divide(int a, int b) => b switch
    {
        0 => 0,
        -1 => unchecked(-a),
        _ => a / b,
    };

    /// <summary>|a|, wrapping for int.MinValue.</summary>
    public static int Abs(int a) => a < 0 ? unchecked(-a) : a;

    /// <summary>a truncated; the nearest int32 where there is none, 0 for NaN. A plain conversion says so only from .NET 9 on.</summary>
    public static int ToInt(float a)
        => a >= 2147483648f ? int.MaxValue : a < -2147483648f ? int.MinValue : float.IsNaN(a) ? 0 : (int)a;

    /// <summary>a - Divide(a, b) * b: the sign of a; a itself when b is 0.</summary>
    public static int Remainder(int a, int b) => b switch
    {
        0 => a,
        -1 => 0,
        _ => a % b,
    };
}
