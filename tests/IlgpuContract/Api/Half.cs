using System.Globalization;

namespace ILGPU;

/// <summary>
/// Arithmetic in float32, rounded once per operation, to nearest even as GPUs convert (cvt.rn). ILGPU's own processor path cuts the
/// digits off.
/// </summary>
public readonly struct Half : IEquatable<Half>, IComparable<Half>
{
    public static readonly Half Zero = (Half)0f;
    public static readonly Half One = (Half)1f;
    public static readonly Half NaN = (Half)float.NaN;
    public static readonly Half PositiveInfinity = (Half)float.PositiveInfinity;
    public static readonly Half NegativeInfinity = (Half)float.NegativeInfinity;

    internal Half(ushort bits) => Bits = bits;

    internal ushort Bits { get; }

    private float Value => (float)BitConverter.UInt16BitsToHalf(Bits);

    public static implicit operator float(Half halfValue) => halfValue.Value;

    public static implicit operator double(Half halfValue) => halfValue.Value;

    public static explicit operator Half(float floatValue) => new(BitConverter.HalfToUInt16Bits((System.Half)floatValue));

    public static explicit operator Half(double doubleValue) => new(BitConverter.HalfToUInt16Bits((System.Half)doubleValue));

    public static explicit operator int(Half halfValue) => (int)halfValue.Value;

    public static explicit operator Half(int intValue) => (Half)(float)intValue;

    public static Half operator -(Half halfValue) => new((ushort)(halfValue.Bits ^ 0x8000));

    public static Half operator +(Half first, Half second) => (Half)(first.Value + second.Value);

    public static Half operator -(Half first, Half second) => (Half)(first.Value - second.Value);

    public static Half operator *(Half first, Half second) => (Half)(first.Value * second.Value);

    public static Half operator /(Half first, Half second) => (Half)(first.Value / second.Value);

    public static bool operator ==(Half first, Half second) => first.Value == second.Value;

    public static bool operator !=(Half first, Half second) => first.Value != second.Value;

    public static bool operator <(Half first, Half second) => first.Value < second.Value;

    public static bool operator <=(Half first, Half second) => first.Value <= second.Value;

    public static bool operator >(Half first, Half second) => first.Value > second.Value;

    public static bool operator >=(Half first, Half second) => first.Value >= second.Value;

    public bool Equals(Half other) => this == other;

    public int CompareTo(Half other) => Value.CompareTo(other.Value);

    public override bool Equals(object? obj) => obj is Half other && this == other;

    public override int GetHashCode() => Bits;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
