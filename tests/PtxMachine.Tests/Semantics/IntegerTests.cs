namespace KernelGen.PtxMachine.Tests.Semantics;

/// <summary>One integer instruction on %a, %b, %c; the result is %r.</summary>
public sealed class IntegerTests
{
    private const string Load = "ld.global.b32 %a, [%input]; ld.global.b32 %b, [%input+4]; ld.global.b32 %c, [%input+8];\n";

    [Theory]
    [InlineData("add.s32 %r, %a, %b;", 0x7FFFFFFF, 1, unchecked((int)0x80000000))]
    [InlineData("add.u32 %r, %a, 7;", -3, 0, 4)]
    [InlineData("sub.s32 %r, %a, %b;", 3, 5, -2)]
    [InlineData("mul.lo.s32 %r, %a, %b;", -3, 5, -15)]
    [InlineData("mul.hi.s32 %r, %a, %b;", -1, 2, -1)]
    [InlineData("mul.hi.u32 %r, %a, %b;", -1, 2, 1)]
    [InlineData("div.s32 %r, %a, %b;", -7, 2, -3)]
    [InlineData("div.u32 %r, %a, %b;", -1, 2, 0x7FFFFFFF)]
    [InlineData("rem.s32 %r, %a, %b;", -7, 2, -1)]
    [InlineData("rem.u32 %r, %a, %b;", 17, 5, 2)]
    [InlineData("min.s32 %r, %a, %b;", -1, 2, -1)]
    [InlineData("min.u32 %r, %a, %b;", -1, 2, 2)]
    [InlineData("max.s32 %r, %a, %b;", -1, 2, 2)]
    [InlineData("max.u32 %r, %a, %b;", -1, 2, -1)]
    [InlineData("neg.s32 %r, %a;", 5, 0, -5)]
    [InlineData("abs.s32 %r, %a;", -5, 0, 5)]
    [InlineData("and.b32 %r, %a, %b;", 0b1100, 0b1010, 0b1000)]
    [InlineData("or.b32 %r, %a, %b;", 0b1100, 0b1010, 0b1110)]
    [InlineData("xor.b32 %r, %a, %b;", 0b1100, 0b1010, 0b0110)]
    [InlineData("not.b32 %r, %a;", 0, 0, -1)]
    [InlineData("cnot.b32 %r, %a;", 0, 0, 1)]
    [InlineData("cnot.b32 %r, %a;", 9, 0, 0)]
    [InlineData("shl.b32 %r, %a, %b;", 3, 4, 48)]
    [InlineData("shl.b32 %r, %a, %b;", 3, 32, 0)]
    [InlineData("shr.u32 %r, %a, %b;", -1, 28, 15)]
    [InlineData("shr.s32 %r, %a, %b;", -256, 4, -16)]
    [InlineData("shr.s32 %r, %a, %b;", -256, 99, -1)]
    [InlineData("popc.b32 %r, %a;", 0xFF, 0, 8)]
    [InlineData("clz.b32 %r, %a;", 1, 0, 31)]
    [InlineData("clz.b32 %r, %a;", 0, 0, 32)]
    [InlineData("brev.b32 %r, %a;", 1, 0, unchecked((int)0x80000000))]
    [InlineData("prmt.b32 %r, %a, %b, 0x5140;", 0x03020100, 0x13121110, 0x11011000)]
    [InlineData("prmt.b32 %r, %a, %b, 0x8888;", 0x80, 0, -1)]
    [InlineData("bfe.u32 %r, %a, 4, 8;", 0xABCD, 0, 0xBC)]
    [InlineData("bfe.s32 %r, %a, 4, 8;", 0xABCD, 0, unchecked((int)0xFFFFFFBC))]
    [InlineData("bfi.b32 %r, %a, %b, 8, 4;", 0xA, 0xFFFFF0FF, 0xFFFFFAFF)]
    [InlineData("lop3.b32 %r, %a, %b, %c, 0xE8;", 0b1100, 0b1010, 0b1000 | (0b0110 & 3))]
    [InlineData("shf.l.wrap.b32 %r, %a, %b, 8;", unchecked((int)0x11223344), 0x55667788, 0x66778811)]
    [InlineData("shf.r.wrap.b32 %r, %a, %b, 8;", unchecked((int)0x11223344), 0x55667788, unchecked((int)0x88112233))]
    [InlineData("selp.b32 %r, %a, %b, 1;", 1, 2, 1)]
    public void An_instruction_gives_its_definition(string instruction, long a, long b, long expected)
    {
        if (instruction.Contains("selp", StringComparison.Ordinal))
            instruction = "setp.lt.s32 %p, %a, %b; selp.b32 %r, %a, %b, %p;";
        KernelRun.One(Load + instruction, (uint)a, (uint)b, 0b0011).ShouldBe((uint)expected);
    }

    [Theory]
    [InlineData("mul.wide.s32 %w, %a, %b;", -3, 5, -15L)]
    [InlineData("mul.wide.u32 %w, %a, %b;", -1, 2, 0x1FFFFFFFEL)]
    [InlineData("mul.wide.u32 %x, %a, %b; add.u64 %w, %x, 1;", 3, 5, 16L)]
    [InlineData("mul.wide.u32 %x, %a, 1; mad.wide.s32 %w, %a, %b, %x;", 3, -5, -12L)]
    [InlineData("cvt.s64.s32 %w, %a;", -3, 0, -3L)]
    [InlineData("cvt.u64.u32 %w, %a;", -3, 0, 0xFFFFFFFDL)]
    [InlineData("mov.b64 %w, {%a, %b};", 1, 2, 0x200000001L)]
    [InlineData("mov.b64 %x, {%a, %b}; shl.b64 %w, %x, 4;", 1, 2, 0x2000000010L)]
    [InlineData("mov.b64 %x, {%a, %b}; mul.lo.s64 %w, %x, -1;", 1, 0, -1L)]
    [InlineData("mov.b64 %x, {%a, %b}; mul.hi.u64 %w, %x, %x;", 0, 2, 4L)]
    [InlineData("mov.b64 %x, {%a, %b}; div.u64 %w, %x, 3;", 0, 3, 0x100000000L)]
    [InlineData("setp.lt.s32 %p, %a, %b; selp.b64 %w, 5, 6, %p;", 1, 0, 6L)]
    public void Wide_results_have_all_their_bits(string instruction, int a, int b, long expected)
    {
        var words = KernelRun.Run<long>(Load + instruction + "st.global.b64 [%output], %w;", 1, [(uint)a, (uint)b, 0]);
        words[0].ShouldBe(expected);
    }

    [Theory]
    [InlineData("mad.lo.s32 %r, %a, %b, %c;", 3, -5, 20, 5)]
    [InlineData("mad.lo.u32 %r, %a, 4, %c;", 3, 0, 20, 32)]
    [InlineData("mad.hi.u32 %r, %a, %b, %c;", -1, 2, 20, 21)]
    [InlineData("lop3.b32 %r, %a, %b, %c, 0x96;", 0b1111, 0b0101, 0b0011, 0b1001)]
    [InlineData("slct.b32.s32 %r, %a, %b, %c;", 1, 2, -1, 2)]
    [InlineData("slct.b32.s32 %r, %a, %b, %c;", 1, 2, 0, 1)]
    public void Three_operands_are_taken_in_their_order(string instruction, int a, int b, int c, int expected) =>
        KernelRun.One(Load + instruction, (uint)a, (uint)b, (uint)c).ShouldBe((uint)expected);

    [Fact]
    public void Sixteen_bits_wrap_and_leave_no_trace_above() => KernelRun.One(
        """
        mov.b16 %h0, 0xFFFF;
        add.u16 %h1, %h0, 2;
        mov.b16 %h2, -2;
        shr.s16 %h3, %h2, 1;
        mov.b32 %r, {%h1, %h3};
        """).ShouldBe(0xFFFF0001u);
}
