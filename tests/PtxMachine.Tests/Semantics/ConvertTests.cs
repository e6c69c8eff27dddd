namespace KernelGen.PtxMachine.Tests.Semantics;

/// <summary>Conversions of %f1 (or %a, the same bits); the result is %r.</summary>
public sealed class ConvertTests
{
    [Theory]
    [InlineData("cvt.rni.s32.f32 %r, %f1;", 2.5f, 2)]
    [InlineData("cvt.rzi.s32.f32 %r, %f1;", -2.9f, -2)]
    [InlineData("cvt.rmi.s32.f32 %r, %f1;", -2.1f, -3)]
    [InlineData("cvt.rpi.s32.f32 %r, %f1;", 2.1f, 3)]
    [InlineData("cvt.rzi.s32.f32 %r, %f1;", 1e20f, int.MaxValue)]
    [InlineData("cvt.rzi.u32.f32 %r, %f1;", -1f, 0)]
    [InlineData("cvt.rzi.s32.f32 %r, %f1;", float.NaN, 0)]
    public void Floats_become_integers(string instruction, float value, int expected) =>
        Result(instruction, BitConverter.SingleToUInt32Bits(value)).ShouldBe((uint)expected);

    [Theory]
    [InlineData("cvt.rn.f32.s32 %f0, %a;", -3, -3f)]
    [InlineData("cvt.rn.f32.u32 %f0, %a;", -1, 4294967296f)]
    [InlineData("cvt.rn.f32.s32 %f0, %a;", 16777217, 16777216f)]
    [InlineData("cvt.rz.f32.s32 %f0, %a;", 16777219, 16777218f)]
    [InlineData("cvt.s64.s32 %x, %a; cvt.rn.f32.s64 %f0, %x;", -5, -5f)]
    public void Integers_become_floats(string instruction, int value, float expected) =>
        Result(instruction + "mov.b32 %r, %f0;", (uint)value).ShouldBe(BitConverter.SingleToUInt32Bits(expected));

    [Theory]
    [InlineData("rn", 1.00048828125f, 0x3C00u)]
    [InlineData("rn", 1.00146484375f, 0x3C02u)]
    [InlineData("rz", 1.00146484375f, 0x3C01u)]
    [InlineData("rz", 70000f, 0x7BFFu)]
    [InlineData("rn", 70000f, 0x7C00u)]
    [InlineData("rn", -0.0f, 0x8000u)]
    [InlineData("rn", 5.9604645e-8f, 0x0001u)]
    public void Float16_rounds_as_its_mode_says(string mode, float value, uint expected) => Result(
        $"cvt.{mode}.f16.f32 %h0, %f1; cvt.u32.u16 %r, %h0;", BitConverter.SingleToUInt32Bits(value)).ShouldBe(expected);

    [Theory]
    [InlineData("rn", 0x3F808000u, 0x3F80u)]
    [InlineData("rn", 0x3F818000u, 0x3F82u)]
    [InlineData("rn", 0x3F808001u, 0x3F81u)]
    [InlineData("rz", 0x3F81FFFFu, 0x3F81u)]
    [InlineData("rn", 0x7F7FFFFFu, 0x7F80u)]
    public void Bfloat16_rounds_as_its_mode_says(string mode, uint value, uint expected) => Result(
        $"cvt.{mode}.bf16.f32 %h0, %f1; cvt.u32.u16 %r, %h0;", value).ShouldBe(expected);

    [Theory]
    [InlineData("cvt.rn.f16x2.f32 %r, %f1, %f2;", 0x3C004000u)]
    [InlineData("cvt.rz.f16x2.f32 %r, %f1, %f2;", 0x3C004000u)]
    [InlineData("cvt.rn.bf16x2.f32 %r, %f1, %f2;", 0x3F804000u)]
    [InlineData("cvt.rn.relu.bf16x2.f32 %r, %f1, %f3;", 0x3F800000u)]
    public void Two_floats_are_packed_with_the_first_one_high(string instruction, uint expected) => Result(
        "mov.f32 %f1, 0f3F800000; mov.f32 %f2, 0f40000000; neg.f32 %f3, %f2;" + instruction, 0).ShouldBe(expected);

    [Theory]
    [InlineData("cvt.rna.tf32.f32 %r, %f1;", 0x3F801000u, 0x3F802000u)]
    [InlineData("cvt.rna.tf32.f32 %r, %f1;", 0x3F800FFFu, 0x3F800000u)]
    [InlineData("cvt.rn.tf32.f32 %r, %f1;", 0x3F801000u, 0x3F800000u)]
    [InlineData("cvt.f32.f16 %f0, %h1; mov.b32 %r, %f0;", 0x3C00u, 0x3F800000u)]
    [InlineData("mov.b32 {%h0, %h2}, %a; cvt.f32.bf16 %f0, %h2; mov.b32 %r, %f0;", 0x3F80FFFFu, 0x3F800000u)]
    [InlineData("cvt.u32.u16 %r, %h1;", 0x1FFFFu, 0xFFFFu)]
    [InlineData("cvt.s32.s16 %r, %h1;", 0x1FFFFu, 0xFFFFFFFFu)]
    [InlineData("cvt.s32.s8 %r, %a;", 0x80u, 0xFFFFFF80u)]
    [InlineData("cvt.u32.u8 %r, %a;", 0x1FFu, 0xFFu)]
    [InlineData("cvt.sat.s16.s32 %h0, %a; cvt.s32.s16 %r, %h0;", 70000u, 32767u)]
    [InlineData("cvt.rni.f32.f32 %f0, %f1; mov.b32 %r, %f0;", 0x40200000u, 0x40000000u)]
    [InlineData("cvt.sat.f32.f32 %f0, %f1; mov.b32 %r, %f0;", 0x40200000u, 0x3F800000u)]
    [InlineData("cvt.f64.f32 %e, %f1; cvt.rn.f32.f64 %f0, %e; mov.b32 %r, %f0;", 0x40200000u, 0x40200000u)]
    public void Formats_change_as_their_names_say(string instruction, uint bits, uint expected) => Result(instruction, bits).ShouldBe(expected);

    [Theory]
    [InlineData(0f, 0x00u)]
    [InlineData(-0f, 0x80u)]
    [InlineData(1f, 0x38u)]
    [InlineData(-1.125f, 0xB9u)]
    [InlineData(1.0625f, 0x38u)]
    [InlineData(1.1875f, 0x3Au)]
    [InlineData(1.96875f, 0x40u)]
    [InlineData(448f, 0x7Eu)]
    [InlineData(456f, 0x7Eu)]
    [InlineData(1e9f, 0x7Eu)]
    [InlineData(float.NegativeInfinity, 0xFEu)]
    [InlineData(float.NaN, 0x7Fu)]
    [InlineData(0.015625f, 0x08u)]
    [InlineData(0.01513671875f, 0x08u)]
    [InlineData(0.001953125f, 0x01u)]
    [InlineData(0.0009765625f, 0x00u)]
    [InlineData(0.0029296875f, 0x02u)]
    public void E4m3_has_three_bits_of_fraction_and_saturates(float value, uint expected) => Result(
        "mov.f32 %f2, 0f3F800000; cvt.rn.satfinite.e4m3x2.f32 %h0, %f2, %f1; cvt.u32.u16 %r, %h0;", BitConverter.SingleToUInt32Bits(value))
        .ShouldBe(0x3800u | expected);

    [Fact]
    public void All_e4m3_become_float16_as_they_are_defined()
    {
        for (var bits = 0u; bits < 256; bits++)
        {
            var pair = Result("cvt.rn.f16x2.e4m3x2 %r, %h1;", bits << 8 | 0x38);
            (pair & 0xFFFF).ShouldBe(0x3C00u);
            var value = (float)BitConverter.UInt16BitsToHalf((ushort)(pair >> 16));
            if (E4M3.IsNaN(bits))
                float.IsNaN(value).ShouldBeTrue($"{bits:X}");
            else
                value.ShouldBe(E4M3.Value(bits), $"{bits:X}");
        }
    }

    private static uint Result(string instruction, uint bits) => KernelRun.One(
        ".reg .f64 %e; ld.global.b32 %a, [%input]; mov.b32 %f1, %a; cvt.u16.u32 %h1, %a;" + instruction, bits);
}
