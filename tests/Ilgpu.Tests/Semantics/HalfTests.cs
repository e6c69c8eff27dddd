namespace KernelGen.Ilgpu.Tests.Semantics;

public sealed class HalfTests
{
    [Fact]
    public void Every_half_survives_the_way_to_float_and_back()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var half = ILGPU.Interop.IntAsFloat((ushort)bits);
            if (!float.IsNaN(half))
                ILGPU.Interop.FloatAsInt((ILGPU.Half)(float)half).ShouldBe((ushort)bits);
        }
    }

    [Theory]
    [InlineData(0.1f, 0x2E66)]
    [InlineData(0.3f, 0x34CD)]
    [InlineData(65519f, 0x7BFF)]
    [InlineData(65520f, 0x7C00)]
    [InlineData(2.98e-8f, 0x0000)]
    [InlineData(2.99e-8f, 0x0001)]
    public void A_float_becomes_the_nearest_half(float value, int bits) =>
        ILGPU.Interop.FloatAsInt((ILGPU.Half)value).ShouldBe((ushort)bits);
}
