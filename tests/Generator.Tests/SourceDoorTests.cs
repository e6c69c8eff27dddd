using KernelGen.Generator.Diagnostics;
using KernelGen.Generator.Emission;
using KernelGen.Generator.Model;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

public class SourceDoorTests
{
    private static readonly SpecType Type = new("Models", default, "Attention");

    [Fact]
    public void A_failure_to_emit_is_reported_and_replaced_by_members_that_say_so()
    {
        var plan = new KernelPlan(Type, ElementType.Float32, null, null, default, default);
        var reported = new List<Diagnostic>();
        var text = SourceDoor.TextOrFallback(
            Type, null, () => throw new InvalidDataException("no such\nthing"), problem => KernelsEmitter.EmitFallback(plan, problem), reported.Add);
        reported.Single().Id.ShouldBe(DiagnosticIds.InternalError);
        reported.Single().GetMessage(null).ShouldContain("'Models.Attention': InvalidDataException: no such thing");
        text.ShouldContain("Compiled");
        text.ShouldContain("KG0001: the generator failed on 'Models.Attention': InvalidDataException: no such thing");
    }

    [Fact]
    public void A_failure_of_an_earlier_step_is_reported_in_place_of_emitting()
    {
        var reported = new List<Diagnostic>();
        SourceDoor.TextOrFallback(Type, "FormatException: no number", () => throw new InvalidOperationException("emitted"), problem => problem, reported.Add)
            .ShouldBe("KG0001: the generator failed on 'Models.Attention': FormatException: no number");
        reported.Single().GetMessage(null).ShouldContain("'Models.Attention': FormatException: no number");
    }

    [Fact]
    public void A_cancelled_run_is_not_a_failure()
        => Should.Throw<OperationCanceledException>(() => SourceDoor.TextOrFallback(
            Type, null, () => throw new OperationCanceledException(), _ => "", _ => Assert.Fail("reported")));

    [Fact]
    public void Windows_line_ends_do_not_pass_the_door()
        => SourceDoor.TextOrFallback(Type, null, () => "a\r\nb\n", _ => "", _ => { }).ShouldBe("a\nb\n");
}
