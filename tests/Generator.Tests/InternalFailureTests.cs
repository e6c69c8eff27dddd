using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Emission;
using KernelGen.Generator.Model;
using KernelGen.Generator.Parsing;
using KernelGen.Generator.Tests.Driver;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

/// <summary>Exceptions of the generator itself: each costs one spec, and says so.</summary>
public class InternalFailureTests
{
    // Passed the parser of tuning files under another set of families than planning knows: nothing that a user can do brings it about.
    private static readonly EquatableArray<TuningFile> s_unreadable = new(
        [new("t.json", "test-cpu", new([new(ModelOf.Hash(Specs.Dense64), "h8-q1024-k1024", "cpu.none/q1", default)]), default)]);

    [Fact]
    public void A_failure_of_the_parser_is_reported_at_the_attribute_and_becomes_members_that_throw()
    {
        var type = SpecCompilation.Of(Specs.Dense64).GetTypeByMetadataName("Models.Dense64")!;
        var kernel = AttributeArguments.Of(type, AttributeNames.Kernel, TestContext.Current.CancellationToken)!;
        var reported = new List<Diagnostic>();
        var model = ParserDoor.Guard(type, kernel, new DiagnosticSink(reported.Add), () => throw new FormatException("no\nnumber"))!;
        reported.Single().Id.ShouldBe(DiagnosticIds.InternalError);
        reported.Single().Location.ShouldBe(kernel.NameLocation);
        reported.Single().GetMessage(null).ShouldContain("'Models.Dense64': FormatException: no number");
        KernelsEmitter.Emit(KernelPlanner.Plan(model, default), TestContext.Current.CancellationToken).ShouldContain("has no kernels, because it did not compile: KG0001: ");
    }

    [Fact]
    public void Being_cancelled_is_no_failure_of_the_parser()
    {
        var type = SpecCompilation.Of(Specs.Dense64).GetTypeByMetadataName("Models.Dense64")!;
        var kernel = AttributeArguments.Of(type, AttributeNames.Kernel, TestContext.Current.CancellationToken)!;
        Should.Throw<OperationCanceledException>(
            () => ParserDoor.Guard(type, kernel, new DiagnosticSink(null), () => throw new OperationCanceledException()));
    }

    [Fact]
    public void A_failure_of_planning_is_kept_for_emission()
    {
        var model = ModelOf.Source(Specs.Dense64);
        var broken = new EquatableArray<TuningFile>([null!]);
        KernelPlanner.Plan(model, broken).Failure.ShouldStartWith("NullReferenceException: ");
        CudaPlanner.Plan(model, broken).Failure.ShouldStartWith("NullReferenceException: ");
        IlgpuPlanner.Plan(model, broken, wantsCuda: true).Failure.ShouldStartWith("NullReferenceException: ");
        TuningProblems.Of(model, broken).ShouldBeEmpty();
    }

    [Fact]
    public void A_choice_whose_check_fails_is_left_out_with_a_warning()
    {
        var model = ModelOf.Source(Specs.Dense64);
        KernelPlanner.Plan(model, s_unreadable).ShouldBe(KernelPlanner.Plan(model, default));
        TuningProblems.Of(model, s_unreadable).Single().Problem.Message.ShouldContain("is illegal for 'Models.Dense64', because its check failed (InvalidOperationException: ");
    }

    [Fact]
    public void Emission_stops_when_nobody_wants_the_text_any_more()
    {
        var (model, cancelled) = (ModelOf.Source(Specs.Causal128BFloat16), new CancellationToken(canceled: true));
        Should.Throw<OperationCanceledException>(() => KernelsEmitter.Emit(KernelPlanner.Plan(model, default), cancelled));
        Should.Throw<OperationCanceledException>(() => CudaEmitter.Emit(CudaPlanner.Plan(model, default), cancelled));
        Should.Throw<OperationCanceledException>(() => IlgpuEmitter.Emit(IlgpuPlanner.Plan(model, default, wantsCuda: false), cancelled));
    }
}
