namespace KernelGen.PtxMachine.Tests.Semantics;

public sealed class WarpTests
{
    [Theory]
    [InlineData("bfly", "1", "31", 6, 7u)]
    [InlineData("bfly", "16", "31", 3, 19u)]
    [InlineData("down", "4", "31", 3, 7u)]
    [InlineData("down", "4", "31", 30, 30u)]
    [InlineData("up", "4", "0", 9, 5u)]
    [InlineData("up", "4", "0", 2, 2u)]
    [InlineData("idx", "5", "31", 20, 5u)]
    [InlineData("idx", "1", "0x1C1F", 22, 21u)]
    [InlineData("bfly", "2", "0x1C1F", 9, 11u)]
    [InlineData("down", "3", "0x1C1F", 6, 6u)]
    public void A_shuffle_reads_another_lane(string mode, string distance, string clamp, int lane, uint expected) =>
        KernelRun.Run<uint>($"shfl.sync.{mode}.b32 %r, %lane, {distance}, {clamp}, -1; st.global.b32 [%place], %r;")[lane].ShouldBe(expected);

    [Fact]
    public void A_shuffle_says_whether_its_source_was_inside() => KernelRun.Run<uint>(
        "shfl.sync.down.b32 %r|%p, %lane, 8, 31, -1; vote.sync.ballot.b32 %a, %p, -1; st.global.b32 [%place], %a;")[0].ShouldBe(0x00FFFFFFu);

    [Fact]
    public void A_butterfly_sums_a_warp() => KernelRun.Run<uint>("""
        mov.u32 %a, %lane;
        shfl.sync.bfly.b32 %b, %a, 16, 31, -1; add.u32 %a, %a, %b;
        shfl.sync.bfly.b32 %b, %a, 8, 31, -1; add.u32 %a, %a, %b;
        shfl.sync.bfly.b32 %b, %a, 4, 31, -1; add.u32 %a, %a, %b;
        shfl.sync.bfly.b32 %b, %a, 2, 31, -1; add.u32 %a, %a, %b;
        shfl.sync.bfly.b32 %b, %a, 1, 31, -1; add.u32 %a, %a, %b;
        st.global.b32 [%place], %a;
        """).ShouldAllBe(value => value == 496);

    [Theory]
    [InlineData("redux.sync.add.u32 %r, %lane, -1;", 496u)]
    [InlineData("redux.sync.max.s32 %r, %lane, -1;", 31u)]
    [InlineData("redux.sync.min.u32 %r, %lane, -1;", 0u)]
    [InlineData("redux.sync.xor.b32 %r, %lane, -1;", 0u)]
    [InlineData("vote.sync.ballot.b32 %r, %p, -1;", 0x1Fu)]
    [InlineData("vote.sync.any.pred %q, %p, -1; selp.u32 %r, 1, 0, %q;", 1u)]
    [InlineData("vote.sync.all.pred %q, %p, -1; selp.u32 %r, 1, 0, %q;", 0u)]
    [InlineData("vote.sync.all.pred %q, !%p, -1; selp.u32 %r, 1, 0, %q;", 0u)]
    [InlineData("elect.sync %r|%q, -1;", 0u)]
    [InlineData("activemask.b32 %r;", 0xFFFFFFFFu)]
    public void A_warp_agrees_on_one_value(string instruction, uint expected) =>
        KernelRun.Run<uint>("setp.lt.u32 %p, %lane, 5;" + instruction + "st.global.b32 [%place], %r;").ShouldAllBe(value => value == expected);

    [Fact]
    public void Half_a_warp_may_shuffle_among_itself() => KernelRun.Run<uint>("""
        mov.u32 %r, 99;
        setp.ge.u32 %p, %lane, 16;
        @%p bra END;
        shfl.sync.idx.b32 %r, %lane, 3, 31, 0xFFFF;
        END:
        st.global.b32 [%place], %r;
        """).ShouldBe([.. Enumerable.Range(0, 32).Select(i => i < 16 ? 3u : 99u)]);
}
