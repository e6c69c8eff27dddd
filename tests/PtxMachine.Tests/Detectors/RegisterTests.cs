namespace KernelGen.PtxMachine.Tests.Detectors;

public sealed class RegisterTests
{
    [Fact]
    public void A_register_that_nobody_wrote_is_found()
    {
        var fault = KernelRun.Fault(PtxFault.UndefinedRegister, "add.u32 %r, %a, 1;");

        fault.Message.ShouldContain("%a is read");
        fault.Place!.Instruction.ShouldBe("add.u32 %r, %a, 1;");
        fault.Place.Line.ShouldBe(19);
    }

    [Fact]
    public void A_register_that_only_some_lanes_wrote_is_found() =>
        KernelRun.Fault(PtxFault.UndefinedRegister, "setp.lt.u32 %p, %lane, 7; @%p mov.u32 %a, 1; add.u32 %r, %a, 1;")
            .Place!.Thread.ShouldBe((7, 0, 0));

    [Fact]
    public void A_register_that_both_sides_wrote_is_sound() =>
        KernelRun.Run<uint>("setp.lt.u32 %p, %lane, 7; @%p mov.u32 %a, 1; @!%p mov.u32 %a, 2; st.global.u32 [%place], %a;")
            .ShouldBe([.. Enumerable.Range(0, 32).Select(i => i < 7 ? 1u : 2u)]);

    [Fact]
    public void A_guard_that_nobody_wrote_is_found() =>
        KernelRun.Fault(PtxFault.UndefinedRegister, "@%q mov.u32 %a, 1;").Message.ShouldContain("%q");
}
