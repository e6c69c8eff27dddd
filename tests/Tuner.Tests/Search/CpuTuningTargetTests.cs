using KernelGen.Devices.Cpu;
using KernelGen.Selection.CpuCost;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Targets;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

public sealed class CpuTuningTargetTests
{
    [Fact]
    public void The_processors_candidates_are_only_what_it_runs_fast()
    {
        var spec = TestSpecs.Entry("Demo.HalfDense", TestSpecs.HalfDense);

        var narrow = new CpuTuningTarget(new CpuDevice("Old", "sse", 4)).Candidates(spec);
        var wide = new CpuTuningTarget(new CpuDevice("New", "avx512", 4)).Candidates(spec);

        narrow.ShouldNotBeEmpty();
        narrow.ShouldAllBe(candidate => candidate.Variant.EndsWith("-w128", StringComparison.Ordinal));
        wide.Count.ShouldBe(3 * narrow.Count);
        wide.Select(candidate => candidate.Variant).Distinct().Count().ShouldBe(wide.Count);
    }

    [Fact]
    public void The_widest_vectors_are_ranked_first_and_the_narrowest_last_for_a_long_prefill()
    {
        var spec = TestSpecs.Entry("Demo.HalfDense", TestSpecs.HalfDense);
        var target = new CpuTuningTarget(new CpuDevice("New", "avx512", 4));
        var shape = new AttentionShape(1, 8, 8, 4096, 4096);

        var ranked = target.Candidates(spec).Select(one => one.Variant).OrderBy(variant => target.Cost(spec, variant, shape)).ToList();

        ranked[0].ShouldEndWith("-w512");
        ranked[^1].ShouldEndWith("-w128");
    }

    [Fact]
    public void Few_threads_are_ranked_by_the_schedule_of_so_many_and_results_stay_under_the_whole_processor()
    {
        var spec = TestSpecs.Entry("Demo.HalfDense", TestSpecs.HalfDense);
        var (all, one) = (new CpuTuningTarget(new CpuDevice("New", "avx512", 64)), new CpuTuningTarget(new CpuDevice("New", "avx512", 64), threads: 1));
        var single = new CpuTuningTarget(new CpuDevice("New", "avx512", 1));
        var shape = new AttentionShape(1, 8, 8, 1024, 1024);

        Ranked(one).ShouldBe(Ranked(single));
        Ranked(one).ShouldNotBe(Ranked(all), "64 threads need many small tiles");
        one.DeviceKey.ShouldBe(all.DeviceKey);
        using var opened = ToolTargets.OfMachine.Find("cpu").OpenTuning(TestSpecs.AssemblyPath, null, 1);
        opened.Cost(spec, "cpu.simd/q48-k128-w128", shape).ShouldBe(
            new CpuTuningTarget(new CpuDevice(CpuDevice.Current.Model, CpuDevice.Current.Isa, 1)).Cost(spec, "cpu.simd/q48-k128-w128", shape));

        List<string> Ranked(CpuTuningTarget target) => [.. target.Candidates(spec).Select(candidate => candidate.Variant).OrderBy(variant => target.Cost(spec, variant, shape))];
    }

    // The model knows the rule and not the layout, because the runtime has no templates.
    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    [InlineData(ElementType.Float8E4M3)]
    public void The_model_knows_which_rows_decoding_copies_first(ElementType precision)
    {
        foreach (var size in new[] { 8, 24, 40, 48, 64, 80, 96, 100, 128 })
        {
            foreach (var bits in CpuConfigSpace.VectorWidths)
            {
                var spec = SpecText.Parse(TestSpecs.HalfDense) with { Precision = precision, HeadDim = size, ValueHeadDim = size };
                var work = new CpuWork(size, size, precision.Bytes(), CausalAlignment.BottomRight, null);

                var layout = CpuDecodeLayout.Of(spec, new CpuConfig(bits, 48, 128));

                (DecodeCost.Staged(size, work, bits / 32) > 0).ShouldBe(layout.StagesValues, $"{precision}, {size} elements, {bits} bits");
            }
        }
    }
}
