using KernelGen.Templates.Cpu;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Specs;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Measurement;

/// <summary>Data is made up for score attributes and sinks, and the plain attention that bounds the error knows them.</summary>
public sealed unsafe class ScoreCheckTests
{
    private static readonly AttentionShape s_shape = new(2, 4, 2, 67, 203);

    public static TheoryData<string> Specs => ["alibi", "sink", "low rank", "buckets"];

    [Theory]
    [MemberData(nameof(Specs))]
    public void The_error_of_a_plain_attention_is_that_of_float32_and_kernels_keep_to_it(string name)
    {
        var entry = Entry(name);
        var compiled = SpecCompiler.Compile(entry.Spec, entry.Name, [new CpuConfig(128, 24, 64)]);
        using var buffers = new AttentionBuffers(compiled.Facts, s_shape, new DataSource(entry, GivenData.None).Synthetic(s_shape));
        buffers.FillNormal(7);
        var rule = CheckSet.Rule(buffers, compiled.Oracle, compiled.Reference, roundsFactors: false);
        rule.Output.Bound.ShouldBeLessThan(1e-4);
        rule.Lse!.Bound.ShouldBeLessThan(1e-4);
        buffers.PoisonOutput();
        compiled.Execute(buffers.Call(), compiled.Kernels[0], 1);
        rule.Judge(buffers).Wrong.ShouldBeNull();
    }

    [Theory]
    [InlineData(1e-3f)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_log_sum_exp_that_is_off_makes_a_kernel_wrong_although_its_output_is_right(float off)
    {
        var entry = Entry("sink");
        var compiled = SpecCompiler.Compile(entry.Spec, entry.Name, [new CpuConfig(128, 24, 64)]);
        using var buffers = new AttentionBuffers(compiled.Facts, s_shape, new DataSource(entry, GivenData.None).Synthetic(s_shape));
        buffers.FillNormal(7);
        var rule = CheckSet.Rule(buffers, compiled.Oracle, compiled.Reference, roundsFactors: false);
        compiled.Execute(buffers.Call(), compiled.Kernels[0], 1);
        buffers.Lse[buffers.LseCount / 2] += off;
        var (error, wrong) = rule.Judge(buffers);
        wrong.ShouldNotBeNull().ShouldStartWith("largest error of the log-sum-exp");
        error.ShouldBeGreaterThan(rule.Lse!.Bound);
    }

    [Fact]
    public void A_log_sum_exp_that_is_not_written_makes_a_kernel_wrong()
    {
        var entry = Entry("alibi");
        var compiled = SpecCompiler.Compile(entry.Spec, entry.Name, [new CpuConfig(128, 24, 64)]);
        using var buffers = new AttentionBuffers(compiled.Facts, s_shape);
        buffers.FillNormal(7);
        var rule = CheckSet.Rule(buffers, compiled.Oracle, compiled.Reference, roundsFactors: false);
        buffers.PoisonOutput();
        compiled.Execute(buffers.Call(buffers.Output, null), compiled.Kernels[0], 1);
        rule.Judge(buffers).Wrong.ShouldNotBeNull().ShouldStartWith("largest error of the log-sum-exp");
    }

    private static SpecEntry Entry(string name)
    {
        var plain = new AttentionSpec { HeadDim = 32, ValueHeadDim = 32, Precision = ElementType.Float32, Scale = 0.2, WritesLse = true, Mask = MaskPatterns.Causal() };
        var spec = name switch
        {
            "alibi" => plain with { Score = BiasPatterns.Alibi() },
            "sink" => plain with { SinkLogit = ScorePatterns.SinkLogit(), Data = new([ScorePatterns.Sink]) },
            "low rank" => plain with { LowRankBias = new(5, true, true), Data = new([LowRankBias.QueryFactors, LowRankBias.KeyFactors]) },
            _ => plain with { Score = BiasPatterns.RelativeBuckets(32, 128, true), Data = new([BiasPatterns.BucketBias]) },
        };
        return new SpecEntry(name, SpecText.Write(spec), SpecHash.Of(spec), spec);
    }
}
