using System.Globalization;

namespace KernelGen;

/// <summary>
/// 8 bits: 4 exponent bits with a bias of 7, 3 fraction bits, subnormals; no infinities, and one NaN of each sign (bits 0x7f and 0xff). The largest
/// number is 448, the smallest above 0 is 2^-9. It is ONNX's <c>FLOAT8E4M3FN</c> and NVIDIA's <c>e4m3</c> (arXiv 2209.05433). A storage type;
/// arithmetic happens in float32.
/// </summary>
public readonly struct Float8E4M3 : IEquatable<Float8E4M3>
{
    private const byte NaNBits = 0x7f;

    // Float32 has 20 more bits of fraction, and an exponent whose bias is 120 larger.
    private const int LostBits = 23 - 3;
    private const uint Rebias = (127 - 7) << 23;

    // The midpoint of 448 and what would be the next number, 480: a tie, which goes to 448, whose last bit is even.
    private const float LargestRounded = 464;

    private const uint LeastNormal = 0x3c800000; // 2^-6

    private Float8E4M3(byte bits) => Bits = bits;

    /// <summary>The largest number, 448.</summary>
    public static Float8E4M3 MaxValue => new(0x7e);

    /// <summary>Not a number.</summary>
    public static Float8E4M3 NaN => new(NaNBits);

    /// <summary>The 8 stored bits.</summary>
    public byte Bits { get; }

    /// <summary>The value whose stored bits are given.</summary>
    public static Float8E4M3 FromBits(byte bits) => new(bits);

    /// <summary>Exact: every Float8E4M3 is a binary32.</summary>
    public static implicit operator float(Float8E4M3 value)
    {
        var size = value.Bits & 0x7fu;
        var sign = (value.Bits & 0x80u) << 24;
        if (size == NaNBits)
            return BitConverter.UInt32BitsToSingle(sign | 0x7fc00000);
        var magnitude = size < 8 ? size * (1f / 512) : BitConverter.UInt32BitsToSingle((size << LostBits) + Rebias);
        return BitConverter.UInt32BitsToSingle(sign | BitConverter.SingleToUInt32Bits(magnitude));
    }

    /// <summary>
    /// Rounds to nearest, ties to even. What rounds to more than 448 (beyond 464, infinities included) becomes NaN, as in PyTorch and JAX: a tensor that
    /// was not scaled shows. <see cref="Saturate"/> is the conversion that stays at 448.
    /// </summary>
    public static explicit operator Float8E4M3(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        var (size, sign) = (bits & 0x7fffffff, (bits >> 24) & 0x80);
        // A NaN's bits, as a number, are beyond all others.
        if (size > BitConverter.SingleToUInt32Bits(LargestRounded))
            return new Float8E4M3((byte)(sign | NaNBits));
        return new Float8E4M3((byte)(sign | (size < LeastNormal ? Subnormal(size) : Normal(size))));
    }

    /// <summary>Rounds to float32 and then to Float8E4M3.</summary>
    public static explicit operator Float8E4M3(double value) => (Float8E4M3)(float)value;

    /// <summary>
    /// Rounds to nearest, ties to even; what is larger than 448, infinities included, becomes 448. As ONNX's Cast by default, and NVIDIA's conversions
    /// (<c>satfinite</c>). A NaN stays one.
    /// </summary>
    public static Float8E4M3 Saturate(float value) => (Float8E4M3)Math.Clamp(value, -(float)MaxValue, MaxValue);

    /// <summary>Compares as numbers do: NaN equals nothing.</summary>
    public static bool operator ==(Float8E4M3 left, Float8E4M3 right) => (float)left == (float)right;

    /// <summary>Compares as numbers do: NaN differs from everything.</summary>
    public static bool operator !=(Float8E4M3 left, Float8E4M3 right) => (float)left != (float)right;

    /// <inheritdoc/>
    public bool Equals(Float8E4M3 other) => ((float)this).Equals((float)other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Float8E4M3 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ((float)this).GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => ((float)this).ToString(CultureInfo.InvariantCulture);

    // Adding just under half of the last place kept, or half when that place is odd, carries exactly when the dropped part rounds up.
    private static uint Normal(uint size) => (size - Rebias + ((1u << (LostBits - 1)) - 1) + ((size >> LostBits) & 1)) >> LostBits;

    // A multiple of 2^-9, the last place of 2^14: adding that rounds to it.
    private static uint Subnormal(uint size)
    {
        const float Shifter = 16384;
        return BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(size) + Shifter) - BitConverter.SingleToUInt32Bits(Shifter);
    }
}
