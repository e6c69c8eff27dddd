namespace KernelGen.PtxMachine.Tests.Semantics;

/// <summary>A product and a sum of it, which an assembler may round once or twice.</summary>
public sealed class ContractionTests
{
    private const float A = 1.1f, B = 3.3f;

    // What rounding the product leaves out.
    private static readonly float s_rest = MathF.FusedMultiplyAdd(A, B, -(A * B));

    public static TheoryData<string> Contracted =>
    [
        "mul.f32 %f0, %f1, %f2; sub.f32 %f0, %f0, %f3;",
        "mul.f32 %f4, %f1, %f2; neg.f32 %f5, %f3; add.f32 %f0, %f4, %f5;",
        "mul.f32 %f4, %f1, %f2; neg.f32 %f5, %f3; add.f32 %f0, %f5, %f4;",
        "mul.f32 %f4, %f1, %f2; sub.f32 %f0, %f3, %f4; neg.f32 %f0, %f0;",
        "mul.f32 %f4, %f1, %f2; mov.f32 %f5, %f4; mov.f32 %f4, %f1; sub.f32 %f0, %f5, %f3;",
    ];

    public static TheoryData<string> Rounded =>
    [
        "mul.rn.f32 %f4, %f1, %f2; sub.f32 %f0, %f4, %f3;",
        "mul.f32 %f4, %f1, %f2; sub.rn.f32 %f0, %f4, %f3;",
        "mul.f32 %f4, %f1, %f2; max.f32 %f4, %f4, %f4; sub.f32 %f0, %f4, %f3;",
        "mul.f32 %f4, %f1, %f2; mov.f32 %f4, %f3; sub.f32 %f0, %f4, %f3;",
    ];

    [Fact]
    public void The_numbers_show_it() => s_rest.ShouldNotBe(0);

    [Theory]
    [MemberData(nameof(Contracted))]
    [MemberData(nameof(Rounded))]
    public void Each_operation_rounds_unless_the_device_contracts(string body) => Run(body, contracts: false).ShouldBe(0);

    [Theory]
    [MemberData(nameof(Contracted))]
    public void A_device_that_contracts_rounds_a_sum_of_a_product_once(string body) => Run(body, contracts: true).ShouldBe(s_rest);

    [Theory]
    [MemberData(nameof(Rounded))]
    public void A_rounding_modifier_or_another_operation_between_keeps_both_roundings(string body) => Run(body, contracts: true).ShouldBe(0);

    // Lanes of their own: the product of some is overwritten.
    [Fact]
    public void Lanes_are_contracted_by_themselves()
        => Lanes("mul.f32 %f4, %f1, %f2; setp.lt.u32 %p, %lane, 7; @%p mov.f32 %f4, %f3; sub.f32 %f0, %f4, %f3;")
            .ShouldBe([.. Enumerable.Range(0, 32).Select(lane => lane < 7 ? 0 : s_rest)]);

    private static float Run(string body, bool contracts) => Lanes(body, contracts)[0];

    // %f3 is the product, rounded.
    private static float[] Lanes(string body, bool contracts = true)
        => KernelRun.Run<float>(
            $"ld.global.f32 %f1, [%input]; ld.global.f32 %f2, [%input+4]; ld.global.f32 %f3, [%input+8]; {body} st.global.f32 [%place], %f0;",
            input: [Bits(A), Bits(B), Bits(A * B)], device: new PtxDevice { Contracts = contracts });

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);
}
