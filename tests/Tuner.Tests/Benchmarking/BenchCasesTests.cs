using KernelGen.Templates.Specs;
using KernelGen.Tuner.Benchmarking;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Benchmarking;

public sealed class BenchCasesTests
{
    [Theory]
    [InlineData("dense-d64", new[] { "dense-d64" })]
    [InlineData("Causal-D128", new[] { "causal-d128" })]
    [InlineData("dense-d64-", new[] { "dense-d64-f16", "dense-d64-bf16" })]
    [InlineData("window", new[] { "window-d64" })]
    public void A_whole_name_is_that_case_and_a_part_is_every_case_that_has_it(string text, string[] expected)
        => BenchCases.Matching(text).Select(one => one.Name).ShouldBe(expected);

    [Fact]
    public void An_empty_text_is_every_case() => BenchCases.Matching("").ShouldBe(BenchCases.All);

    [Fact]
    public void A_case_of_few_bits_is_compared_with_itself_in_float32()
    {
        foreach (var one in BenchCases.All)
        {
            var isWide = one.Spec.Precision == ElementType.Float32;
            (one.InFloat32 is null).ShouldBe(isWide, one.Name);
            if (one.InFloat32 is not { } wide)
                continue;
            wide.Spec.Precision.ShouldBe(ElementType.Float32);
            wide.Shape.ShouldBe(one.Shape);
            wide.KeyValueBytes.ShouldBe(one.KeyValueBytes * 4 / one.Spec.Precision.Bytes());
        }
    }

    [Fact]
    public void A_text_that_no_name_has_is_refused_with_the_closest_name()
        => Should.Throw<ToolException>(() => BenchCases.Matching("causl-d64")).Message.ShouldContain("the closest is 'causal-d64'");
}
