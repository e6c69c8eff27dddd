using KernelGen.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

public class IncrementalityTests
{
    private const IncrementalStepRunReason Cached = IncrementalStepRunReason.Cached;
    private const IncrementalStepRunReason Unchanged = IncrementalStepRunReason.Unchanged;
    private const IncrementalStepRunReason Modified = IncrementalStepRunReason.Modified;

    [Fact]
    public void An_unrelated_edit_re_runs_no_step()
    {
        // With ILGPU and CUDA, so that every step has something to do.
        var compilation = SpecCompilation.Of(Specs.Causal128BFloat16).WithIlgpu().With("Other.cs", "class Other;");
        var first = GeneratorRun.On(compilation, ProjectProperties.Cuda, TuningJson.For(Specs.Causal128BFloat16));
        var second = first.After(compilation => compilation.With("Other.cs", "class Other { int _x; }"));
        foreach (var step in PipelineSteps.All)
            second.Reasons(step).ShouldAllBe(reason => reason == Cached || reason == Unchanged, step);
        second.OutputReasons.ShouldAllBe(reason => reason == Cached);
    }

    [Fact]
    public void An_edit_in_the_spec_s_own_file_that_does_not_change_it_re_emits_nothing()
    {
        var first = GeneratorRun.On(Specs.Dense64, TuningJson.For(Specs.Dense64));
        var second = first.After(compilation => compilation.With(SpecCompilation.Path, "// A comment.\n" + Specs.Dense64));
        second.Reasons(PipelineSteps.Specs).ShouldBe([Cached]);
        second.OutputReasons.ShouldAllBe(reason => reason == Cached);
    }

    [Fact]
    public void Changing_one_spec_re_emits_only_its_own_files()
    {
        var first = GeneratorRun.On(SpecCompilation.Of(Specs.Dense64).With("Other.cs", Specs.WindowWithSink));
        var second = first.After(compilation => compilation.With(
            "Other.cs", Specs.WindowWithSink.Replace("SlidingWindow(512)", "SlidingWindow(256)", StringComparison.Ordinal)));
        second.Reasons(PipelineSteps.Specs).ShouldBe([Cached, Modified], ignoreOrder: true);
        second.Reasons(PipelineSteps.KernelPlans).ShouldBe([Cached, Modified], ignoreOrder: true);
        second.OutputReasons.Count(reason => reason == Modified).ShouldBe(2);
    }

    [Fact]
    public void A_tuned_choice_re_emits_only_the_kernels_of_its_spec()
    {
        var old = TuningJson.For(Specs.Dense64, "cpu.simd/q24-k64-w512");
        var first = GeneratorRun.On(SpecCompilation.Of(Specs.Dense64).With("Other.cs", Specs.WindowWithSink), old);
        var second = first.After(old, TuningJson.For(Specs.Dense64, "cpu.simd/q72-k192-w512"));
        second.Reasons(PipelineSteps.Specs).ShouldAllBe(reason => reason == Cached);
        second.Reasons(PipelineSteps.KernelPlans).ShouldBe([Modified, Unchanged], ignoreOrder: true);
        second.OutputReasons.Count(reason => reason == Modified).ShouldBe(1);
    }

    [Fact]
    public void A_tuning_file_that_only_moves_its_text_re_emits_nothing()
    {
        var old = TuningJson.For(Specs.Dense64);
        var moved = new MemoryFile(old.Path, "\n\n" + old.GetText(TestContext.Current.CancellationToken));
        var second = GeneratorRun.On(Specs.Dense64, old).After(old, moved);
        second.Reasons(PipelineSteps.TuningFiles).ShouldBe([Modified]);
        second.Reasons(PipelineSteps.KernelPlans).ShouldBe([Unchanged]);
        second.OutputReasons.ShouldAllBe(reason => reason == Cached);
    }

    [Fact]
    public void A_file_outside_tuning_db_is_not_read()
        => GeneratorRun.On(Specs.Dense64, new MemoryFile("/project/settings.json", "{")).Result.TrackedSteps.ShouldNotContainKey(PipelineSteps.TuningFiles);
}
