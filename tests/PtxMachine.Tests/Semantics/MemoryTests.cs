namespace KernelGen.PtxMachine.Tests.Semantics;

public sealed class MemoryTests
{
    [Theory]
    [InlineData("ld.global.u8 %r, [%input+1];", 0x89u)]
    [InlineData("ld.global.s8 %r, [%input+1];", 0xFFFFFF89u)]
    [InlineData("ld.global.u16 %r, [%input+2];", 0xCDEFu)]
    [InlineData("ld.global.s16 %r, [%input+2];", 0xFFFFCDEFu)]
    [InlineData("ld.global.b16 %h0, [%input+2]; cvt.u32.u16 %r, %h0;", 0xCDEFu)]
    [InlineData("ld.global.nc.L1::no_allocate.L2::128B.b32 %r, [%input+4];", 0x01234567u)]
    [InlineData("ld.global.b64 %x, [%input]; shr.u64 %x, %x, 16; cvt.u32.u64 %r, %x;", 0x4567CDEFu)]
    [InlineData("ld.global.v2.b32 {%a, %b}, [%input]; add.u32 %r, %a, %b;", 0xCDEF8901u + 0x01234567u)]
    [InlineData("ld.global.v4.b16 {%h0, %h1, %h2, %h3}, [%input]; mov.b32 %r, {%h3, %h0};", 0x89010123u)]
    [InlineData("ld.b32 %r, [%input];", 0xCDEF8901u)]
    [InlineData("ld.global.s32 %x, [%input]; shr.s64 %x, %x, 32; cvt.u32.u64 %r, %x;", 0xFFFFFFFFu)]
    public void Elements_are_loaded_by_their_width(string instructions, uint expected) =>
        KernelRun.One(instructions, 0xCDEF8901, 0x01234567).ShouldBe(expected);

    [Fact]
    public void Vectors_go_to_shared_memory_and_back() => KernelRun.Run<uint>("""
        mov.u32 %a, dynamic;
        mad.lo.u32 %a, %thread, 16, %a;
        mov.u32 %r0, 7;
        st.shared.v4.b32 [%a], {%thread, %r0, %lane, %thread};
        ld.shared.v2.b32 {%r1, %r2}, [%a+8];
        add.u32 %r3, %r1, %r2;
        st.global.b32 [%place], %r3;
        """)[9].ShouldBe(18u);

    [Fact]
    public void Bytes_and_halves_are_stored_alone() => KernelRun.One("""
        mov.u32 %a, dynamic;
        st.shared.b32 [%a], -1;
        st.shared.u8 [%a+1], %thread;
        mov.b16 %h0, 0x1234;
        st.shared.b16 [%a+2], %h0;
        ld.shared.b32 %r, [%a];
        """).ShouldBe(0x123400FFu);

    [Fact]
    public void Generic_addresses_lead_to_every_space() => KernelRun.One("""
        mov.u32 %a, dynamic;
        cvt.u64.u32 %x, %a;
        cvta.shared.u64 %y, %x;
        st.b32 [%y+4], 11;
        cvta.to.shared.u64 %z, %y;
        ld.shared.b32 %b, [%z+4];
        cvta.to.global.u64 %w, %input;
        ld.global.b32 %c, [%w];
        add.u32 %r, %b, %c;
        """, 31).ShouldBe(42u);

    [Fact]
    public void Static_variables_lie_before_dynamic_ones() => KernelRun.Run<uint>("""
        .shared .align 16 .b8 own[64];
        mov.u32 %a, own;
        mov.u32 %b, dynamic;
        sub.u32 %r, %b, %a;
        st.global.b32 [%place], %r;
        """, 1)[0].ShouldBe(1024u);

    [Fact]
    public void A_thread_has_its_own_local_memory() => KernelRun.Run<uint>("""
        .local .align 4 .b8 stack[16];
        mov.u64 %x, stack;
        st.local.b32 [%x+4], %lane;
        ld.local.b32 %r, [stack+4];
        st.global.b32 [%place], %r;
        """)[7].ShouldBe(7u);

    [Fact]
    public void A_table_of_constants_is_read() => KernelRun.Run<uint>(
        "ld.const.b32 %r, [table+8]; st.global.b32 [%place], %r;", 1, declarations: ".const .align 4 .b32 table[3] = {10, 20, 30};")[0].ShouldBe(30u);

    [Theory]
    [InlineData("add.u32", "5", 6u, 11u)]
    [InlineData("max.s32", "-7", 6u, 6u)]
    [InlineData("min.s32", "-7", 6u, unchecked((uint)-7))]
    [InlineData("exch.b32", "9", 6u, 9u)]
    [InlineData("and.b32", "3", 6u, 2u)]
    [InlineData("or.b32", "9", 6u, 15u)]
    [InlineData("xor.b32", "3", 6u, 5u)]
    [InlineData("inc.u32", "6", 6u, 0u)]
    [InlineData("dec.u32", "6", 6u, 5u)]
    [InlineData("cas.b32", "6, 99", 6u, 99u)]
    [InlineData("cas.b32", "5, 99", 6u, 6u)]
    public void Atomics_give_the_old_value_and_leave_the_new_one(string name, string operands, uint old, uint left)
    {
        var words = KernelRun.Run<uint>($"""
            mov.u32 %a, dynamic;
            st.shared.b32 [%a], {old};
            atom.shared.{name} %r, [%a], {operands};
            ld.shared.b32 %b, [%a];
            st.global.b32 [%output], %r;
            st.global.b32 [%output+4], %b;
            """, 1, outputs: 2);
        words.ShouldBe([old, left]);
    }

    [Fact]
    public void Every_lane_adds_to_a_float() => KernelRun.Run<float>("""
        setp.eq.u32 %p, %lane, 0;
        mov.f32 %f0, 0f00000000;
        @%p st.global.f32 [%output], %f0;
        cvt.rn.f32.u32 %f1, %lane;
        red.global.add.f32 [%output], %f1;
        """)[0].ShouldBe(496f);

    [Fact]
    public void Parameters_of_every_width_arrive()
    {
        var device = new PtxDevice();
        var output = device.Allocate(32);
        var module = PtxModule.Parse("""
            .version 7.0
            .target sm_80
            .address_size 64
            .visible .entry kernel(.param .u32 small, .param .u64 output, .param .f32 scale, .param .align 8 .b8 pair[16])
            {
                .reg .b32 %r; .reg .b64 %o, %d; .reg .f32 %f; .reg .b16 %h;
                ld.param.u32 %r, [small];
                ld.param.u64 %o, [output];
                ld.param.f32 %f, [scale];
                ld.param.u64 %d, [pair+8];
                st.global.u32 [%o], %r;
                st.global.f32 [%o+4], %f;
                st.global.u64 [%o+8], %d;
            }
            """);
        device.Launch(module, "kernel", (1, 1, 1), (1, 1, 1), 0, 7, output, 0.5f, PtxArgument.From((A: 1L, B: 2L)));
        var result = new uint[4];
        device.Read<uint>(output, result);
        result.ShouldBe([7u, BitConverter.SingleToUInt32Bits(0.5f), 2u, 0u]);
    }
}
