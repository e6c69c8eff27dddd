namespace KernelGen.PtxMachine.Tests.Detectors;

public sealed class BarrierTests
{
    [Fact]
    public void A_barrier_that_some_lanes_skip_is_found() =>
        KernelRun.Fault(PtxFault.DivergentBarrier, "setp.lt.u32 %p, %thread, 40; @%p bar.sync 0;", 64).Message.ShouldContain("lane 8 takes another way");

    [Fact]
    public void A_barrier_that_a_warp_skips_is_found() =>
        KernelRun.Fault(PtxFault.Deadlock, "setp.lt.u32 %p, %thread, 32; @%p bar.sync 0;", 64)
            .Message.ShouldContain("warp 0 waits at barrier 0 for 64 threads (line 19), warp 1 has ended");

    [Fact]
    public void A_barrier_that_some_lanes_jump_over_is_found() =>
        KernelRun.Fault(PtxFault.DivergentBarrier, "setp.ge.u32 %p, %lane, 8; @%p bra DONE; bar.sync 0; DONE:").Message.ShouldContain("lane 8");

    [Fact]
    public void A_barrier_for_the_threads_that_arrive_is_sound() =>
        KernelRun.Report("setp.lt.u32 %p, %thread, 32; @%p bar.sync 3, 32;", 64).Instructions["bar"].ShouldBe(2);

    [Fact]
    public void Warps_that_wait_at_different_barriers_are_found() =>
        KernelRun.Fault(PtxFault.Deadlock, "setp.lt.u32 %p, %thread, 32; @%p bar.sync 1; @!%p bar.sync 2;", 64);

    [Fact]
    public void Warps_that_disagree_about_the_number_of_threads_are_found() =>
        KernelRun.Fault(PtxFault.DivergentBarrier, "setp.lt.u32 %p, %thread, 32; @%p bar.sync 1, 64; @!%p bar.sync 1, 96;", 96);

    [Fact]
    public void A_barrier_in_a_loop_of_uneven_length_is_found() =>
        KernelRun.Fault(PtxFault.Deadlock, """
            mov.u32 %a, 0;
            LOOP:
            bar.sync 0;
            add.u32 %a, %a, 1;
            setp.le.u32 %p, %a, %warp;
            @%p bra LOOP;
            """, 64);

    [Fact]
    public void A_barrier_in_a_loop_of_even_length_is_sound() =>
        KernelRun.Report("""
            mov.u32 %a, 0;
            LOOP:
            bar.sync 0;
            add.u32 %a, %a, 1;
            setp.lt.u32 %p, %a, 5;
            @%p bra LOOP;
            """, 64).Instructions["bar.sync"].ShouldBe(10);

    [Fact]
    public void A_barrier_that_does_not_exist_is_found() => KernelRun.Fault(PtxFault.IllegalOperand, "mov.u32 %a, 16; bar.sync %a;");

    [Fact]
    public void Part_of_a_warp_as_the_number_of_threads_is_found() => KernelRun.Fault(PtxFault.IllegalOperand, "mov.u32 %a, 40; bar.sync 0, %a;", 64);
}
