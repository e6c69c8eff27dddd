namespace KernelGen.PtxMachine.Tests.Semantics;

public sealed class PredicateTests
{
    [Theory]
    [InlineData("setp.lt.u32 %p, %lane, 5;", 0x1Fu)]
    [InlineData("setp.ge.s32 %p, %lane, 30;", 0xC0000000u)]
    [InlineData("setp.lt.u32 %q|%p, %lane, 31;", 0x80000000u)]
    [InlineData("setp.lt.u32 %q, %lane, 8; setp.ge.and.u32 %p, %lane, 4, %q;", 0xF0u)]
    [InlineData("setp.lt.u32 %q, %lane, 8; setp.ge.and.u32 %p, %lane, 4, !%q;", 0xFFFFFF00u)]
    [InlineData("setp.lt.u32 %q, %lane, 2; setp.ge.or.u32 %p, %lane, 30, %q;", 0xC0000003u)]
    [InlineData("setp.lt.u32 %q, %lane, 4; not.pred %p, %q;", 0xFFFFFFF0u)]
    [InlineData("setp.lt.u32 %q, %lane, 4; setp.gt.u32 %t, %lane, 1; and.pred %p, %q, %t;", 0xCu)]
    [InlineData("setp.lt.u32 %q, %lane, 4; setp.gt.u32 %t, %lane, 1; xor.pred %p, %q, %t;", 0xFFFFFFF3u)]
    [InlineData("setp.lt.u32 %q, %lane, 4; mov.pred %p, %q;", 0xFu)]
    [InlineData("setp.lt.u32 %p, %lane, 4; setp.lt.u32 %q, %lane, 2; @%q setp.gt.u32 %p, %lane, 9;", 0xCu)]
    public void Lanes_are_set_one_by_one(string instructions, uint expected) =>
        KernelRun.Run<uint>(instructions + "vote.sync.ballot.b32 %r, %p, -1; st.global.b32 [%place], %r;")[17].ShouldBe(expected);
}
