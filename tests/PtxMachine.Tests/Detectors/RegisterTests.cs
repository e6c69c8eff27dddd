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

    [Fact]
    public void Registers_that_others_gave_back_may_be_taken() =>
        KernelRun.Report(Split(24, 240), 384).Instructions["setmaxnreg"].ShouldBe(12);

    [Fact]
    public void Registers_that_nobody_gave_back_are_waited_for_in_vain() =>
        KernelRun.Fault(PtxFault.Deadlock, Split(32, 240), 384)
            .Message.ShouldContain("waits for 240 registers of a thread; the block has 64512, 168 for each thread, and its warps hold 63232");

    [Fact]
    public void Registers_that_are_given_back_too_late_are_waited_for_in_vain() =>
        // Who gives back waits at a barrier for those who take.
        KernelRun.Fault(PtxFault.Deadlock, Split(24, 240, beforeGiving: "bar.sync 1, 384;", afterTaking: "bar.sync 1, 384;"), 384)
            .Message.ShouldContain("waits for 240 registers");

    [Fact]
    public void Who_takes_registers_waits_until_others_have_given_theirs_back()
    {
        const string Wait = "mov.u32 %r1, 0; AGAIN: add.u32 %r1, %r1, 1; setp.lt.u32 %q, %r1, 100; @%q bra AGAIN;";
        KernelRun.Report(Split(24, 240, beforeGiving: Wait, afterTaking: ""), 384).Instructions["setmaxnreg"].ShouldBe(12);
    }

    [Fact]
    public void Taking_registers_does_not_give_any_back() =>
        KernelRun.Fault(PtxFault.IllegalOperand, "setmaxnreg.inc.sync.aligned.u32 24;", 128).Message.ShouldContain("setmaxnreg.inc asks for 24 registers");

    // The first warpgroup gives back, the other ones take.
    private static string Split(int first, int others, string beforeGiving = "", string afterTaking = "") => $"""
        setp.lt.u32 %p, %thread, 128;
        @%p bra FIRST;
        setmaxnreg.inc.sync.aligned.u32 {others};
        {afterTaking}
        bra END;
        FIRST:
        {beforeGiving}
        setmaxnreg.dec.sync.aligned.u32 {first};
        END:
        """;
}
