namespace KernelGen.PtxMachine.Tests.Semantics;

/// <summary>Two warps ask each other at a barrier.</summary>
public sealed class BarrierVoteTests
{
    [Theory]
    [InlineData("or", "setp.eq.u32 %p, %thread, 40;", 1u)]
    [InlineData("or", "setp.eq.u32 %p, %thread, 99;", 0u)]
    [InlineData("and", "setp.ne.u32 %p, %thread, 40;", 0u)]
    [InlineData("and", "setp.ne.u32 %p, %thread, 99;", 1u)]
    public void Every_thread_hears_what_all_have_said(string name, string question, uint expected) => KernelRun.Run<uint>(
        $"{question} bar.red.{name}.pred %q, 0, %p; selp.u32 %r, 1, 0, %q; st.global.b32 [%place], %r;", 64).ShouldAllBe(answer => answer == expected);

    [Fact]
    public void The_other_truth_can_be_asked_for() => KernelRun.Run<uint>(
        "setp.ne.u32 %p, %thread, 40; barrier.cta.red.or.aligned.pred %q, 1, 64, !%p; selp.u32 %r, 1, 0, %q; st.global.b32 [%place], %r;", 64)
        .ShouldAllBe(answer => answer == 1);

    [Fact]
    public void A_vote_orders_memory_like_every_barrier() => KernelRun.Run<uint>("""
        mov.u32 %a, dynamic;
        mad.lo.u32 %b, %thread, 4, %a;
        st.shared.b32 [%b], %thread;
        setp.eq.u32 %p, %thread, 0;
        bar.red.or.pred %q, 0, %p;
        xor.b32 %c, %thread, 32;
        mad.lo.u32 %c, %c, 4, %a;
        ld.shared.b32 %r, [%c];
        st.global.b32 [%place], %r;
        """, 64)[3].ShouldBe(35u);
}
