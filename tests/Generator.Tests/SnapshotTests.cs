using KernelGen.Generator.Emission;
using KernelGen.Generator.Tests.Driver;

namespace KernelGen.Generator.Tests;

public class SnapshotTests
{
    [Theory]
    [InlineData(nameof(Specs.Dense64), Specs.Dense64)]
    [InlineData(nameof(Specs.Causal128BFloat16), Specs.Causal128BFloat16)]
    [InlineData(nameof(Specs.Causal64Float8), Specs.Causal64Float8)]
    [InlineData(nameof(Specs.WindowWithSink), Specs.WindowWithSink)]
    [InlineData(nameof(Specs.PackedDocuments), Specs.PackedDocuments)]
    [InlineData(nameof(Specs.MaskAndBiasTensors), Specs.MaskAndBiasTensors)]
    [InlineData(nameof(Specs.SinkAndLowRankBias), Specs.SinkAndLowRankBias)]
    [InlineData(nameof(Specs.OnnxLayer), Specs.OnnxLayer)]
    public void Members_for_users_read_as_approved(string name, string source)
        => GeneratorRun.On(source).Surface.ShouldBeApproved(name + ".Surface");

    [Theory]
    [InlineData(nameof(Specs.Dense64), Specs.Dense64)]
    [InlineData(nameof(Specs.Causal128BFloat16), Specs.Causal128BFloat16)]
    [InlineData(nameof(Specs.Causal64Float8), Specs.Causal64Float8)]
    [InlineData(nameof(Specs.WindowWithSink), Specs.WindowWithSink)]
    [InlineData(nameof(Specs.PackedDocuments), Specs.PackedDocuments)]
    [InlineData(nameof(Specs.MaskAndBiasTensors), Specs.MaskAndBiasTensors)]
    [InlineData(nameof(Specs.SinkAndLowRankBias), Specs.SinkAndLowRankBias)]
    public void A_kernel_reads_as_approved(string name, string source)
    {
        // One kernel stands for all: the others differ in numbers.
        var plan = KernelPlanner.Plan(ModelOf.Source(source), default);
        KernelsEmitter.Emit(plan with { Configs = new(plan.Configs.Take(1)) }, TestContext.Current.CancellationToken).ShouldBeApproved(name + ".Kernels");
    }

    [Fact]
    public void Emitted_text_has_LF_line_ends_no_tabs_and_no_trailing_blanks()
    {
        var run = GeneratorRun.On(Specs.Causal128BFloat16.ReplaceLineEndings("\r\n"));
        run.Sources.Length.ShouldBe(2);
        foreach (var source in run.Sources)
        {
            var text = source.SourceText.ToString();
            text.ShouldNotContain("\r");
            text.ShouldNotContain("\t");
            text.Split('\n').ShouldAllBe(line => !line.EndsWith(' '));
            text.ShouldEndWith("}\n");
        }
    }
}
