using KernelGen.Tuner.Commands;
using KernelGen.Tuner.Search;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

public sealed class TextTests
{
    [Theory]
    [InlineData("B1,Hq8,Hkv2,Nq16,Nk32", "B1,Hq8,Hkv2,Nq16,Nk32")]
    [InlineData("hq8, nq16, nk32", "B1,Hq8,Hkv8,Nq16,Nk32")]
    [InlineData("Hq8,Nq16,Nk32,Offset-3", "B1,Hq8,Hkv8,Nq16,Nk32,Offset-3")]
    public void A_shape_reads_and_writes(string given, string written)
    {
        var shape = ShapeText.Parse("--shape", given);

        ShapeText.Write(shape).ShouldBe(written);
        ShapeText.Parse("--shape", written).ShouldBe(shape);
    }

    [Fact]
    public void Several_shapes_are_separated_by_semicolons()
        => ShapeList.Parse("--shapes", "Hq1,Nq2,Nk3; Hq4,Nq5,Nk6;").Select(shape => shape.QueryLength).ShouldBe([2, 5]);

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("Hq8,Nq16", "lacks Nk")]
    [InlineData("Hq8,Nq16,Nk32,Hq4", "gives Hq twice")]
    [InlineData("Hq8,Nq16,Nkk32", "the closest is 'Nk'")]
    [InlineData("Hq8,Nq16,Nk", "Nk must be followed by a whole number")]
    [InlineData("Hq8,Nq-1,Nk4", "Nq must be followed by a whole number")]
    [InlineData("Hq8,Nq0,Nk4", "every size must be at least 1")]
    [InlineData("Hq8,Hkv3,Nq1,Nk4", "multiple of key heads")]
    public void A_wrong_shape_is_refused_with_what_is_allowed(string given, string message)
        => Should.Throw<ToolException>(() => ShapeList.Parse("--shapes", given)).Message.ShouldContain(message);

    [Theory]
    [InlineData("90", 90)]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2H", 7200)]
    public void A_duration_reads_in_every_culture(string given, double seconds)
    {
        using var culture = new CommaCulture();

        DurationText.Parse("--budget", given).TotalSeconds.ShouldBe(seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("-5")]
    [InlineData("5d")]
    [InlineData("1e400s")]
    [InlineData("NaNs")]
    [InlineData("9999h")]
    public void A_wrong_duration_is_refused(string given)
        => Should.Throw<ToolException>(() => DurationText.Parse("--budget", given)).Message.ShouldContain("such as 60s");
}
