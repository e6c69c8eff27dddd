namespace KernelGen.PtxMachine.Tests.Detectors;

/// <summary>mbarriers and bulk copies. Two warps; the first produces, the second consumes.</summary>
public sealed class MemoryBarrierTests
{
    private const string Initialise = """
        mov.u32 %a, dynamic;
        add.u32 %b, %a, 1024;
        setp.eq.u32 %t, %thread, 0;
        @%t mbarrier.init.shared::cta.b64 [%a], 1;
        @%t mbarrier.init.shared::cta.b64 [%a+8], 1;
        bar.sync 0;
        mov.u32 %r, 0;

        """;

    private const string Wait = """
        WAIT:
        mbarrier.try_wait.parity.shared::cta.b64 %q, [%a], 0;
        @!%q bra WAIT;

        """;

    private const string Load = """
        @%t mbarrier.arrive.expect_tx.shared::cta.b64 _, [%a], 256;
        @%t cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%b], [%input], 256, [%a];

        """;

    private const string Write = """
        mad.lo.u32 %c, %thread, 4, %b;
        st.shared.b32 [%c], %thread;

        """;

    private const string Read = """
        mad.lo.u32 %c, %thread, 4, %b;
        ld.shared.b32 %r, [%c];
        st.global.b32 [%place], %r;

        """;

    [Fact]
    public void A_bulk_copy_has_arrived_when_its_barrier_says_so() =>
        KernelRun.Run<uint>(Initialise + Load + Wait + Read, 64).ShouldBe([.. Enumerable.Range(0, 64).Select(i => (uint)i)]);

    [Fact]
    public void A_read_before_the_barrier_is_found() =>
        KernelRun.Fault(PtxFault.UnfinishedCopy, Initialise + Load + "bar.sync 0;" + Read, 64);

    [Fact]
    public void A_warp_that_does_not_wait_is_found_though_another_has_waited() =>
        // Polling a barrier in vain lets the other warp run first.
        KernelRun.Fault(PtxFault.SharedRace, Initialise + Load + """
            setp.eq.u32 %p, %warp, 0;
            @%p bra PATIENT;
            mbarrier.test_wait.parity.shared::cta.b64 %q, [%a+8], 0;
            bra.uni USE;
            PATIENT:
            """ + Wait + "USE:" + Read, 64);

    [Theory]
    [InlineData("fence.proxy.async; bar.sync 0;")]
    [InlineData("bar.sync 0; fence.proxy.async;")]
    public void A_bulk_copy_may_overwrite_what_was_written_and_fenced(string order) =>
        KernelRun.Run<uint>(Initialise + Write + order + Load + Wait + Read, 64).ShouldBe([.. Enumerable.Range(0, 64).Select(i => (uint)i)]);

    [Theory]
    [InlineData("bar.sync 0;")]
    [InlineData("setp.eq.u32 %p, %warp, 0; @%p fence.proxy.async; bar.sync 0;")]
    public void A_bulk_copy_over_what_nobody_fenced_is_found(string order) =>
        KernelRun.Fault(PtxFault.MissingProxyFence, Initialise + Write + order + Load + Wait + Read, 64).Message.ShouldContain("is overwritten by a bulk copy");

    [Fact]
    public void Bytes_that_never_come_are_a_deadlock() =>
        KernelRun.Fault(PtxFault.Deadlock, Initialise + Load.Replace("256;", "512;", StringComparison.Ordinal) + Wait + Read, 64).Message.ShouldContain("polls");

    [Fact]
    public void An_arrival_that_never_comes_is_a_deadlock() => KernelRun.Fault(PtxFault.Deadlock, Initialise + Wait, 64);

    [Fact]
    public void A_barrier_that_nobody_initialised_is_found() =>
        KernelRun.Fault(PtxFault.IllegalOperand, "mov.u32 %a, dynamic; mbarrier.arrive.shared::cta.b64 _, [%a];").Message.ShouldContain("mbarrier.init is missing");

    [Fact]
    public void A_barrier_that_another_warp_initialises_at_the_same_time_is_found() =>
        KernelRun.Fault(PtxFault.SharedRace, Initialise.Replace("bar.sync 0;", "", StringComparison.Ordinal) + "mbarrier.arrive.shared::cta.b64 _, [%a];"
            .Replace("mbarrier", "setp.eq.u32 %p, %thread, 32; @%p mbarrier", StringComparison.Ordinal), 64);

    [Fact]
    public void More_arrivals_than_expected_are_found() =>
        KernelRun.Fault(PtxFault.IllegalOperand, Initialise + "mbarrier.arrive.shared::cta.b64 _, [%a], 2;").Message.ShouldContain("expects 1 more of 1");

    [Fact]
    public void A_ring_of_two_stages_passes_values_from_warp_to_warp() => Ring(producerWaits: true).ShouldBe([.. Enumerable.Range(0, 8).Select(i => 100u + (uint)i)]);

    [Fact]
    public void A_producer_that_does_not_wait_for_a_free_stage_is_found() =>
        // Its third round ends a second phase of the first barrier before the consumer has seen the first end.
        Should.Throw<PtxFaultException>(() => Ring(producerWaits: false)).Fault.ShouldBe(PtxFault.Deadlock);

    [Fact]
    public void A_state_names_the_phase_that_it_was_given_in() => KernelRun.Run<uint>(Initialise + """
        @%t mbarrier.arrive.shared::cta.b64 %x, [%a];
        @%t mbarrier.test_wait.shared::cta.b64 %q, [%a], %x;
        @%t selp.u32 %r, 1, 0, %q;
        @%t mbarrier.inval.shared::cta.b64 [%a];
        st.global.b32 [%place], %r;
        """)[0].ShouldBe(1u);

    // Full barriers at 0 and 8, empty ones at 16 and 24, values at 1024 and 1028; lane 0 of each warp works, eight rounds.
    private static uint[] Ring(bool producerWaits) => KernelRun.Run<uint>($$"""
        mov.u32 %a, dynamic;
        setp.eq.u32 %t, %thread, 0;
        @%t mbarrier.init.shared::cta.b64 [%a], 1;
        @%t mbarrier.init.shared::cta.b64 [%a+8], 1;
        @%t mbarrier.init.shared::cta.b64 [%a+16], 1;
        @%t mbarrier.init.shared::cta.b64 [%a+24], 1;
        bar.sync 0;
        setp.ne.u32 %p, %lane, 0;
        @%p bra END;
        mov.u32 %r0, 0;
        setp.eq.u32 %p, %warp, 1;
        @%p bra CONSUME;
        PRODUCE:
        and.b32 %r1, %r0, 1;
        bfe.u32 %r2, %r0, 1, 1;
        xor.b32 %r2, %r2, 1;
        mad.lo.u32 %r3, %r1, 8, %a;
        {{(producerWaits ? "" : "bra.uni WRITE;")}}
        FREE:
        mbarrier.try_wait.parity.shared::cta.b64 %q, [%r3+16], %r2;
        @!%q bra FREE;
        WRITE:
        mad.lo.u32 %r4, %r1, 4, %a;
        add.u32 %r5, %r0, 100;
        st.shared.b32 [%r4+1024], %r5;
        mbarrier.arrive.shared::cta.b64 _, [%r3];
        add.u32 %r0, %r0, 1;
        setp.lt.u32 %q, %r0, {{(producerWaits ? 8 : 3)}};
        @%q bra PRODUCE;
        bra END;
        CONSUME:
        and.b32 %r1, %r0, 1;
        bfe.u32 %r2, %r0, 1, 1;
        mad.lo.u32 %r3, %r1, 8, %a;
        FULL:
        mbarrier.try_wait.parity.shared::cta.b64 %q, [%r3], %r2;
        @!%q bra FULL;
        mad.lo.u32 %r4, %r1, 4, %a;
        ld.shared.b32 %r5, [%r4+1024];
        mbarrier.arrive.shared::cta.b64 _, [%r3+16];
        mad.wide.u32 %x, %r0, 4, %output;
        st.global.b32 [%x], %r5;
        add.u32 %r0, %r0, 1;
        setp.lt.u32 %q, %r0, 8;
        @%q bra CONSUME;
        END:
        """, 64, outputs: 8);
}
