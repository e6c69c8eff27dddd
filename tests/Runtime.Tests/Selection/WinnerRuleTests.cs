using KernelGen.Selection;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

public sealed class WinnerRuleTests
{
    [Fact]
    public void The_fastest_wins_when_it_is_clear_of_the_noise()
        => Winner(new("f/q96-k256", 100, 99, 101, 9), new("f/q24-k64", 105, 104, 106, 9)).ShouldBe("f/q96-k256");

    [Fact]
    public void Within_the_noise_the_smaller_tile_wins()
        => Winner(new("f/q96-k256", 100, 95, 105, 9), new("f/q24-k64", 102, 97, 107, 9)).ShouldBe("f/q24-k64");

    [Fact]
    public void Within_the_noise_the_smaller_tile_also_wins_when_it_is_the_faster_one()
        => Winner(new("f/q96-k256", 102, 95, 105, 9), new("f/q24-k64", 100, 97, 107, 9)).ShouldBe("f/q24-k64");

    [Fact]
    public void More_samples_make_the_noise_smaller()
    {
        MeasuredVariant Fast(int samples) => new("f/q96-k256", 100, 95, 105, samples);
        MeasuredVariant Slow(int samples) => new("f/q24-k64", 103, 98, 108, samples);

        WinnerRule.IsWithinNoise(Fast(9), Slow(9)).ShouldBeTrue();
        WinnerRule.IsWithinNoise(Fast(900), Slow(900)).ShouldBeFalse();
    }

    [Fact]
    public void Only_the_runner_up_can_take_the_place_of_the_fastest()
        => Winner(new("f/q48-k128", 100, 90, 110, 9), new("f/q96-k256", 101, 90, 110, 9), new("f/q24-k64", 102, 90, 110, 9)).ShouldBe("f/q48-k128");

    [Fact]
    public void Nothing_measured_gives_no_winner() => WinnerRule.Rank([]).ShouldBeEmpty();

    [Theory]
    [InlineData("cpu.simd/q48-k128-w512", 48 * 128)]
    [InlineData("cuda.mma/q64-k32-s3", 64 * 32)]
    [InlineData("odd/whatever", long.MaxValue)]
    public void The_tile_is_read_from_the_id(string id, long area) => VariantId.TileArea(id).ShouldBe(area);

    private static string Winner(params MeasuredVariant[] measured)
    {
        var ranked = WinnerRule.Rank(measured);
        ranked.Count.ShouldBe(measured.Length);
        WinnerRule.Rank(measured.Reverse())[0].ShouldBe(ranked[0], "the order of measuring does not matter");
        return ranked[0].Variant;
    }
}
