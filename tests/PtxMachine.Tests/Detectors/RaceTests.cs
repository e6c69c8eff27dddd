namespace KernelGen.PtxMachine.Tests.Detectors;

/// <summary>64 threads, two warps. Each kernel with a fault stands beside the same one without it.</summary>
public sealed class RaceTests
{
    private const string Prelude = """
        mov.u32 %a, dynamic;
        mad.lo.u32 %b, %thread, 4, %a;
        xor.b32 %c, %thread, 32;
        mad.lo.u32 %c, %c, 4, %a;

        """;

    private const string Write = "st.shared.b32 [%b], %thread;\n";
    private const string ReadOther = "ld.shared.b32 %r, [%c]; st.global.b32 [%place], %r;\n";

    [Fact]
    public void A_read_of_what_another_warp_wrote_is_sound_behind_a_barrier() =>
        KernelRun.Run<uint>(Prelude + Write + "bar.sync 0;" + ReadOther, 64).ShouldBe([.. Enumerable.Range(0, 64).Select(i => (uint)i ^ 32)]);

    [Fact]
    public void The_same_read_without_the_barrier_is_found() =>
        KernelRun.Fault(PtxFault.UninitialisedShared, Prelude + Write + ReadOther, 64);

    [Fact]
    public void A_read_of_what_another_warp_wrote_again_is_found() =>
        KernelRun.Fault(PtxFault.SharedRace, Prelude + Write + "bar.sync 0;" + Write + ReadOther, 64)
            .Message.ShouldContain("is written, and warp 1 reads it with no barrier between them");

    [Fact]
    public void A_write_over_what_another_warp_reads_is_found() =>
        KernelRun.Fault(PtxFault.SharedRace, Prelude + Write + "bar.sync 0;" + ReadOther + Write, 64);

    [Fact]
    public void The_same_write_behind_a_second_barrier_is_sound() =>
        KernelRun.Run<uint>(Prelude + Write + "bar.sync 0;" + ReadOther + "bar.sync 0;" + Write, 64)[0].ShouldBe(32u);

    [Fact]
    public void Two_warps_that_write_one_place_are_found() =>
        KernelRun.Fault(PtxFault.SharedRace, "mov.u32 %a, dynamic; st.shared.b32 [%a], 1;", 64).Message.ShouldContain("warp 0 wrote it");

    [Fact]
    public void A_barrier_that_only_one_warp_arrives_at_orders_nothing() =>
        // Warp 1 waits for itself alone at barrier 1.
        KernelRun.Fault(PtxFault.SharedRace, Prelude + Write + """
            bar.sync 0;
            setp.eq.u32 %p, %warp, 1;
            @%p bra SECOND;
            st.shared.b32 [%b], 7;
            bra.uni END;
            SECOND:
            bar.sync 1, 32;
            ld.shared.b32 %r, [%c];
            END:
            """, 64).Message.ShouldContain("warp 1 reads it");

    [Fact]
    public void Arrive_and_sync_order_producer_before_consumer() =>
        KernelRun.Run<uint>(Prelude + """
            setp.eq.u32 %p, %warp, 1;
            mov.u32 %r, 0;
            @%p bra CONSUMER;
            st.shared.b32 [%b], %thread;
            bar.arrive 1, 64;
            bra.uni END;
            CONSUMER:
            bar.sync 1, 64;
            ld.shared.b32 %r, [%c];
            END:
            st.global.b32 [%place], %r;
            """, 64)[40].ShouldBe(8u);

    [Fact]
    public void Nothing_of_one_block_is_left_for_the_next() =>
        KernelRun.Fault(PtxFault.UninitialisedShared, """
            mov.u32 %a, %ctaid.x;
            setp.eq.u32 %p, %a, 0;
            mov.u32 %b, dynamic;
            @%p st.shared.b32 [%b], 1;
            ld.shared.b32 %r, [%b];
            """, blocks: 2).Place!.Block.ShouldBe((1, 0, 0));

    [Fact]
    public void Atomics_of_several_warps_do_not_race() =>
        KernelRun.Run<uint>("""
            mov.u32 %a, dynamic;
            setp.eq.u32 %p, %thread, 0;
            @%p st.shared.u32 [%a], 5;
            bar.sync 0;
            red.shared.add.u32 [%a], 1;
            bar.sync 0;
            ld.shared.u32 %r, [%a];
            st.global.u32 [%place], %r;
            """, 64)[63].ShouldBe(69u);

    [Fact]
    public void A_plain_read_beside_atomics_is_found() =>
        KernelRun.Fault(PtxFault.SharedRace, """
            mov.u32 %a, dynamic;
            setp.eq.u32 %p, %thread, 0;
            @%p st.shared.u32 [%a], 5;
            bar.sync 0;
            red.shared.add.u32 [%a], 1;
            ld.shared.u32 %r, [%a];
            """, 64);
}
