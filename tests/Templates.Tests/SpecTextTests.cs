using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class SpecTextTests
{
    internal static AttentionSpec Mistral { get; } = new()
    {
        HeadDim = 128,
        ValueHeadDim = 128,
        Precision = ElementType.BFloat16,
        Scale = 1 / Math.Sqrt(128),
        Mask = MaskPatterns.Combine([MaskPatterns.Causal()], [MaskPatterns.SlidingWindow(4096, 0), MaskPatterns.AttentionSink(4)]),
    };

    [Fact]
    public void The_canonical_text_is_this()
        => SpecText.Write(Mistral).ShouldBe("""
            kernelgen-spec 1
            headDim 128
            valueHeadDim 128
            precision BFloat16
            scale 0.08838834764831843
            softcap 0
            alignment BottomRight
            writesLse false
            mask (and (<= k q) (or (<= (- q k) 4096) (< k 4)))
            queryTile 0
            keyTile 0

            """);
}
