namespace KernelGen.PtxMachine.Tests.Semantics;

public sealed class ControlTests
{
    [Fact]
    public void Lanes_that_took_two_ways_meet_again_behind_them() => KernelRun.Run<uint>("""
        setp.lt.u32 %p, %lane, 10;
        @%p bra SMALL;
        mov.u32 %a, 2;
        bra JOIN;
        SMALL:
        mov.u32 %a, 1;
        JOIN:
        activemask.b32 %b;
        setp.eq.u32 %q, %b, -1;
        @%q st.global.b32 [%place], %a;
        """).ShouldBe([.. Enumerable.Range(0, 32).Select(i => i < 10 ? 1u : 2u)]);

    [Fact]
    public void Each_lane_loops_as_often_as_it_must() => KernelRun.Run<uint>("""
        mov.u32 %a, 0;
        mov.u32 %b, 0;
        LOOP:
        add.u32 %a, %a, %lane;
        add.u32 %b, %b, 1;
        setp.le.u32 %p, %b, %lane;
        @%p bra LOOP;
        activemask.b32 %c;
        setp.ne.u32 %q, %c, -1;
        @%q trap;
        st.global.b32 [%place], %a;
        """).ShouldBe([.. Enumerable.Range(0, 32).Select(i => (uint)(i * (i + 1)))]);

    [Fact]
    public void Loops_nest_and_break() => KernelRun.Run<uint>("""
        mov.u32 %a, 0;
        mov.u32 %r0, 0;
        OUTER:
        mov.u32 %r1, 0;
        INNER:
        setp.eq.u32 %p, %r1, %lane;
        @%p bra BREAK;
        add.u32 %a, %a, 1;
        add.u32 %r1, %r1, 1;
        setp.lt.u32 %p, %r1, 20;
        @%p bra INNER;
        BREAK:
        add.u32 %r0, %r0, 1;
        setp.lt.u32 %p, %r0, 3;
        @%p bra OUTER;
        bar.sync 0;
        st.global.b32 [%place], %a;
        """).ShouldBe([.. Enumerable.Range(0, 32).Select(i => (uint)Math.Min(i, 20) * 3)]);

    [Fact]
    public void A_lane_that_ended_does_nothing_more() => KernelRun.Run<uint>("""
        st.global.b32 [%place], 1;
        setp.ge.u32 %p, %lane, 8;
        @%p exit;
        st.global.b32 [%place], 2;
        """).ShouldBe([.. Enumerable.Range(0, 32).Select(i => i < 8 ? 2u : 1u)]);

    [Fact]
    public void Lanes_that_ended_do_not_hold_up_the_others_at_a_barrier() => KernelRun.Report("""
        setp.lt.u32 %p, %lane, 8;
        @%p bra GO;
        ret;
        GO:
        bar.sync 0;
        """).Instructions["bar"].ShouldBe(1);

    [Fact]
    public void Threads_know_who_they_are()
    {
        var device = new PtxDevice();
        var output = device.Allocate(2 * 2 * 24 * 4 * 4);
        var text = KernelText.Of("""
            mov.u32 %r0, %ctaid.x; mov.u32 %r1, %ctaid.y; mov.u32 %r2, %nctaid.x; mov.u32 %r3, %tid.y; mov.u32 %r4, %ntid.x;
            mad.lo.u32 %a, %r1, %r2, %r0;
            mad.lo.u32 %b, %r3, %r4, %thread;
            mad.lo.u32 %c, %a, 24, %b;
            mad.wide.u32 %x, %c, 16, %output;
            mov.u32 %r5, %laneid;
            st.global.v4.b32 [%x], {%r0, %r1, %b, %r5};
            """);
        device.Launch(PtxModule.Parse(text), "kernel", (2, 2, 1), (6, 4, 1), 0, output, output);
        var words = new uint[2 * 2 * 24 * 4];
        device.Read<uint>(output, words);
        words[^4..].ShouldBe([1u, 1u, 23u, 23u]);
        words[(24 * 4)..][..4].ShouldBe([1u, 0u, 0u, 0u]);
    }

    [Fact]
    public void Blocks_on_several_host_threads_give_the_same()
    {
        var device = new PtxDevice { HostThreads = 3 };
        var text = KernelText.Of("""
            mov.u32 %a, %ctaid.x;
            mad.lo.u32 %b, %a, 32, %thread;
            mad.wide.u32 %x, %b, 4, %output;
            st.global.b32 [%x+4], %b;
            atom.global.add.u32 %c, [%output], 1;
            """);
        var output = device.Allocate<uint>(new uint[(10 * 32) + 1]);
        device.Launch(PtxModule.Parse(text), "kernel", (10, 1, 1), (32, 1, 1), 0, output, output).Instructions["atom"].ShouldBe(10);
        var words = new uint[(10 * 32) + 1];
        device.Read<uint>(output, words);
        words.ShouldBe([320u, .. Enumerable.Range(0, 320).Select(i => (uint)i)]);
    }
}
