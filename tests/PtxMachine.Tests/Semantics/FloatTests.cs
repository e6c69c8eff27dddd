namespace KernelGen.PtxMachine.Tests.Semantics;

/// <summary>One float instruction on %f1, %f2, %f3; the result is %f0.</summary>
public sealed class FloatTests
{
    private const float Denormal = 1e-40f;

    [Theory]
    [InlineData("add.f32 %f0, %f1, %f2;", 1f, 1e-8f, 0f, 1f)]
    [InlineData("add.rn.f32 %f0, %f1, %f2;", 1f, 2f, 0f, 3f)]
    [InlineData("sub.f32 %f0, %f1, %f2;", 1f, 2f, 0f, -1f)]
    [InlineData("mul.f32 %f0, %f1, %f2;", 3f, 0.5f, 0f, 1.5f)]
    [InlineData("mul.f32 %f0, %f1, 0f3F000000;", 3f, 0f, 0f, 1.5f)]
    [InlineData("fma.rn.f32 %f0, %f1, %f2, %f3;", 2f, 3f, 4f, 10f)]
    [InlineData("fma.rn.f32 %f0, %f1, %f2, %f3;", 1.0000001f, 1.0000001f, -1.0000002f, 1.4210855e-14f)]
    [InlineData("mad.rn.f32 %f0, %f1, %f2, %f3;", 2f, 3f, 4f, 10f)]
    [InlineData("div.rn.f32 %f0, %f1, %f2;", 1f, 3f, 0f, 1f / 3f)]
    [InlineData("div.approx.f32 %f0, %f1, %f2;", 1f, 4f, 0f, 0.25f)]
    [InlineData("min.f32 %f0, %f1, %f2;", float.NaN, 2f, 0f, 2f)]
    [InlineData("max.f32 %f0, %f1, %f2;", -1f, float.NaN, 0f, -1f)]
    [InlineData("max.NaN.f32 %f0, %f1, %f2;", -1f, float.NaN, 0f, float.NaN)]
    [InlineData("max.f32 %f0, %f1, %f2;", float.NegativeInfinity, -5f, 0f, -5f)]
    [InlineData("neg.f32 %f0, %f1;", 2f, 0f, 0f, -2f)]
    [InlineData("abs.f32 %f0, %f1;", -2f, 0f, 0f, 2f)]
    [InlineData("add.ftz.f32 %f0, %f1, %f2;", Denormal, 0f, 0f, 0f)]
    [InlineData("add.f32 %f0, %f1, %f2;", Denormal, 0f, 0f, Denormal)]
    [InlineData("mul.ftz.f32 %f0, %f1, %f2;", 1e-30f, 1e-10f, 0f, 0f)]
    [InlineData("add.sat.f32 %f0, %f1, %f2;", 1f, 2f, 0f, 1f)]
    [InlineData("add.sat.f32 %f0, %f1, %f2;", float.NaN, 2f, 0f, 0f)]
    [InlineData("ex2.approx.ftz.f32 %f0, %f1;", 3f, 0f, 0f, 8f)]
    [InlineData("ex2.approx.ftz.f32 %f0, %f1;", float.NegativeInfinity, 0f, 0f, 0f)]
    [InlineData("ex2.approx.ftz.f32 %f0, %f1;", -130f, 0f, 0f, 0f)]
    [InlineData("lg2.approx.f32 %f0, %f1;", 0.125f, 0f, 0f, -3f)]
    [InlineData("lg2.approx.f32 %f0, %f1;", 0f, 0f, 0f, float.NegativeInfinity)]
    [InlineData("rcp.approx.ftz.f32 %f0, %f1;", 4f, 0f, 0f, 0.25f)]
    [InlineData("rcp.rn.f32 %f0, %f1;", 0f, 0f, 0f, float.PositiveInfinity)]
    [InlineData("sqrt.rn.f32 %f0, %f1;", 2f, 0f, 0f, 1.41421354f)]
    [InlineData("rsqrt.approx.f32 %f0, %f1;", 4f, 0f, 0f, 0.5f)]
    [InlineData("tanh.approx.f32 %f0, %f1;", 0.5f, 0f, 0f, 0.46211717f)]
    [InlineData("setp.lt.f32 %p, %f1, %f2; selp.f32 %f0, %f1, %f2, %p;", 1f, 2f, 0f, 1f)]
    [InlineData("slct.f32.f32 %f0, %f1, %f2, %f3;", 1f, 2f, -1f, 2f)]
    [InlineData("set.gt.f32.f32 %f0, %f1, %f2;", 3f, 2f, 0f, 1f)]
    public void An_instruction_gives_its_definition(string instruction, float a, float b, float c, float expected)
    {
        const string Load = "ld.global.f32 %f1, [%input]; ld.global.f32 %f2, [%input+4]; ld.global.f32 %f3, [%input+8];\n";
        uint[] input = [.. new[] { a, b, c }.Select(BitConverter.SingleToUInt32Bits)];
        KernelRun.Run<float>(Load + instruction + "st.global.f32 [%output], %f0;", 1, input)[0].ShouldBe(expected);
    }

    [Theory]
    [InlineData("eq", false, false)]
    [InlineData("ne", true, false)]
    [InlineData("lt", true, false)]
    [InlineData("ge", false, false)]
    [InlineData("equ", false, true)]
    [InlineData("neu", true, true)]
    [InlineData("ltu", true, true)]
    [InlineData("geu", false, true)]
    [InlineData("num", true, false)]
    [InlineData("nan", false, true)]
    public void Comparisons_treat_NaN_as_their_names_say(string comparison, bool ofOneAndTwo, bool ofNaN)
    {
        string Body(string left) => $"mov.f32 %f1, {left}; mov.f32 %f2, 0f40000000; setp.{comparison}.f32 %p, %f1, %f2; selp.b32 %r, 1, 0, %p;";

        KernelRun.One(Body("0f3F800000")).ShouldBe(ofOneAndTwo ? 1u : 0u);
        KernelRun.One(Body("0f7FFFFFFF")).ShouldBe(ofNaN ? 1u : 0u);
    }

    [Fact]
    public void Float64_is_computed_in_float64() => KernelRun.Run<double>(
        """
        .reg .f64 %e<4>;
        mov.f64 %e0, 0d3FF0000000000000;
        mov.f64 %e1, 3.0;
        div.rn.f64 %e2, %e0, %e1;
        fma.rn.f64 %e3, %e2, %e1, %e0;
        st.global.f64 [%output], %e3;
        """, 1)[0].ShouldBe(2.0);

    [Theory]
    [InlineData("add.f16x2 %r, %a, %b;", 0x3C004000u, 0x3C003C00u, 0x40004200u)]
    [InlineData("sub.f16x2 %r, %a, %b;", 0x3C004000u, 0x3C003C00u, 0x00003C00u)]
    [InlineData("mul.f16x2 %r, %a, %b;", 0x3C004000u, 0x40004000u, 0x40004400u)]
    [InlineData("max.f16x2 %r, %a, %b;", 0x3C004000u, 0x40003C00u, 0x40004000u)]
    [InlineData("fma.rn.f16x2 %r, %a, %b, %b;", 0x3C004000u, 0x3C003C00u, 0x40004200u)]
    [InlineData("neg.f16x2 %r, %a;", 0x3C004000u, 0u, 0xBC00C000u)]
    [InlineData("abs.bf16x2 %r, %a;", 0xBF80C000u, 0u, 0x3F804000u)]
    [InlineData("fma.rn.bf16x2 %r, %a, %b, %b;", 0x3F804000u, 0x3F803F80u, 0x40004040u)]
    [InlineData("min.bf16x2 %r, %a, %b;", 0x3F804000u, 0x40003F80u, 0x3F803F80u)]
    [InlineData("add.rn.bf16x2 %r, %a, %b;", 0x3F804000u, 0x3F803F80u, 0x40004040u)]
    [InlineData("ex2.approx.f16x2 %r, %a;", 0x40000000u, 0u, 0x44003C00u)]
    [InlineData("ex2.approx.ftz.bf16x2 %r, %a;", 0x40000000u, 0u, 0x40803F80u)]
    public void Packed_halves_are_computed_apart(string instruction, uint a, uint b, uint expected) =>
        KernelRun.One("ld.global.b32 %a, [%input]; ld.global.b32 %b, [%input+4];" + instruction, a, b).ShouldBe(expected);
}
