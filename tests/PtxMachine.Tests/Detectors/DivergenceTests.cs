namespace KernelGen.PtxMachine.Tests.Detectors;

public sealed class DivergenceTests
{
    [Theory]
    [InlineData("shfl.sync.bfly.b32 %r, %lane, 1, 31, -1;")]
    [InlineData("vote.sync.any.pred %q, %p, -1;")]
    [InlineData("redux.sync.add.u32 %r, %lane, -1;")]
    [InlineData("bar.warp.sync -1;")]
    public void A_warp_instruction_that_some_lanes_do_not_reach_is_found(string instruction)
    {
        KernelRun.Fault(PtxFault.DivergentWarp, Diverge(instruction)).Message.ShouldContain("names lane 20, which takes another way");
        KernelRun.Report("setp.lt.u32 %p, %lane, 40;" + instruction).Instructions["ret"].ShouldBe(1);
    }

    [Fact]
    public void A_matrix_instruction_that_some_lanes_do_not_reach_is_found()
    {
        const string Multiply = """
            mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%f0, %f1, %f2, %f3}, {%a, %a}, {%a}, {%f4, %f4, %f4, %f4};

            """;
        const string Values = "mov.u32 %a, 0; mov.f32 %f4, 0f00000000;";

        KernelRun.Fault(PtxFault.DivergentWarp, Values + Diverge(Multiply)).Message.ShouldContain("lane 20 takes another way");
        KernelRun.Fault(PtxFault.DivergentWarp, Values + Multiply, 48).Message.ShouldContain("lane 16 does not exist");
        KernelRun.Report(Values + Multiply, 64).Instructions["mma"].ShouldBe(2);
    }

    [Fact]
    public void A_lane_outside_of_its_own_member_mask_is_found() =>
        KernelRun.Fault(PtxFault.DivergentWarp, "shfl.sync.bfly.b32 %r, %lane, 1, 31, 0xFFFF;").Message.ShouldContain("lane 16 executes it");

    [Fact]
    public void A_read_from_a_lane_that_takes_no_part_is_found() => KernelRun.Fault(
        PtxFault.DivergentWarp, Diverge("shfl.sync.idx.b32 %r, %lane, 25, 31, 0xFFFFF;")).Message.ShouldContain("reads lane 25, which takes no part");

    [Fact]
    public void A_branch_that_is_not_as_uniform_as_it_says_is_found() =>
        KernelRun.Fault(PtxFault.DivergentWarp, "setp.lt.u32 %p, %lane, 20; @%p bra.uni END; mov.u32 %a, 1; END:");

    [Fact]
    public void A_branch_that_is_uniform_may_say_so() =>
        KernelRun.Report("setp.lt.u32 %p, %lane, 40; @%p bra.uni END; trap; END:").Instructions["bra"].ShouldBe(1);

    [Fact]
    public void A_trap_and_an_endless_loop_stop_the_kernel()
    {
        KernelRun.Fault(PtxFault.Stopped, "trap;");
        var device = new PtxDevice { MaximumInstructionsPerWarp = 1000 };
        var buffer = device.Allocate(128);
        Should.Throw<PtxFaultException>(() => device.Launch(
            PtxModule.Parse(KernelText.Of("LOOP: bra LOOP;")), "kernel", (1, 1, 1), (32, 1, 1), 0, buffer, buffer)).Fault.ShouldBe(PtxFault.Stopped);
    }

    private static string Diverge(string instruction) => $"""
        setp.lt.u32 %p, %lane, 20;
        @!%p bra END;
        {instruction}
        END:
        """;
}
