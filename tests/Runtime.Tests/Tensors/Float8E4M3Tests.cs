using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Tensors;

public sealed class Float8E4M3Tests
{
    [Fact]
    public void Every_value_is_what_its_sign_exponent_and_fraction_say()
    {
        for (var bits = 0; bits < 256; bits++)
        {
            var (sign, exponent, fraction) = (bits >> 7, (bits >> 3) & 15, bits & 7);
            var expected = exponent == 15 && fraction == 7 ? double.NaN
                : (sign == 0 ? 1 : -1) * Math.ScaleB(exponent == 0 ? fraction / 8.0 : 1 + fraction / 8.0, Math.Max(exponent, 1) - 7);
            ((double)(float)Float8E4M3.FromBits((byte)bits)).ShouldBe(expected, $"bits {bits:x2}");
        }
    }

    [Fact]
    public void Every_value_becomes_its_bits_again_with_its_sign()
    {
        for (var bits = 0; bits < 256; bits++)
            ((Float8E4M3)(float)Float8E4M3.FromBits((byte)bits)).Bits.ShouldBe((byte)bits);
    }

    [Fact]
    public void Numbers_between_two_values_round_to_the_nearest_and_ties_to_the_even_one()
    {
        for (var bits = 0; bits < 0x7e; bits++)
        {
            var (low, high) = ((float)Float8E4M3.FromBits((byte)bits), (float)Float8E4M3.FromBits((byte)(bits + 1)));
            var middle = (low + high) / 2;
            Rounds(middle, bits + (bits & 1));
            Rounds(MathF.BitIncrement(middle), bits + 1);
            Rounds(MathF.BitDecrement(middle), bits);
            Rounds(MathF.BitIncrement(low), bits);
            Rounds(MathF.BitDecrement(high), bits + 1);
        }
    }

    [Fact]
    public void What_rounds_to_more_than_448_is_NaN_and_saturates_to_448()
    {
        Rounds(464, 0x7e);
        foreach (var beyond in new[] { MathF.BitIncrement(464), 480, 500, float.MaxValue, float.PositiveInfinity })
        {
            Rounds(beyond, 0x7f);
            Float8E4M3.Saturate(beyond).Bits.ShouldBe((byte)0x7e);
            Float8E4M3.Saturate(-beyond).Bits.ShouldBe((byte)0xfe);
        }
    }

    [Fact]
    public void Saturation_leaves_smaller_numbers_and_NaN_as_they_are()
    {
        foreach (var value in new[] { 0, -0f, 0.001f, 1, -1.3f, 447, 448, 463, -464 })
            Float8E4M3.Saturate(value).Bits.ShouldBe(((Float8E4M3)value).Bits);
        float.IsNaN(Float8E4M3.Saturate(float.NaN)).ShouldBeTrue();
    }

    [Fact]
    public void A_NaN_stays_one_and_what_is_less_than_half_the_smallest_becomes_zero()
    {
        Rounds(float.CopySign(float.NaN, 1), 0x7f);
        Rounds(float.Epsilon, 0);
        Rounds(MathF.ScaleB(1, -10), 0);
        Rounds(MathF.BitIncrement(MathF.ScaleB(1, -10)), 1);
    }

    [Fact]
    public void Values_compare_as_numbers()
    {
        (Float8E4M3.NaN == Float8E4M3.NaN).ShouldBeFalse();
        (Float8E4M3.NaN != Float8E4M3.NaN).ShouldBeTrue();
        Float8E4M3.NaN.Equals(Float8E4M3.NaN).ShouldBeTrue();
        (Float8E4M3.FromBits(0x00) == Float8E4M3.FromBits(0x80)).ShouldBeTrue();
        ((Float8E4M3)1.5f).GetHashCode().ShouldBe(Float8E4M3.FromBits(0x3c).GetHashCode());
        ((Float8E4M3)1.5).ToString().ShouldBe("1.5");
        ((float)Float8E4M3.MaxValue).ShouldBe(448);
    }

    private static void Rounds(float value, int bits)
    {
        ((Float8E4M3)value).Bits.ShouldBe((byte)bits, $"{value:R}");
        ((Float8E4M3)(-value)).Bits.ShouldBe((byte)(bits | 0x80), $"-{value:R}");
    }
}
