using KernelGen.PtxMachine.Parsing;

namespace KernelGen.PtxMachine.Tests.Syntax;

public sealed class SyntaxTests
{
    [Theory]
    [InlineData("frobnicate.b32 %r, %a;", "the instruction 'frobnicate' is not known; known are ")]
    [InlineData("add.rz.f32 %f0, %f1, %f2;", "the modifier '.rz' of 'add.rz.f32' is not known here")]
    [InlineData("add.s32 %r, %a;", "takes 3 operands, not 2")]
    [InlineData("add.s32 %r, %a, %nobody;", "the register '%nobody' is not declared")]
    [InlineData("add.s32 %r, %a, %x;", "%x is a .b64 register, but 'add.s32' needs .s32 there")]
    [InlineData("add.f32 %f0, %f1, 1;", "floats are written 0f3F800000")]
    [InlineData("add.s32 %r, %a, 5000000000;", "does not fit into .s32")]
    [InlineData("bra NOWHERE;", "'NOWHERE' is neither declared nor a label")]
    [InlineData("ld.global.b32 %r, %input;", "is no address; write [register+offset]")]
    [InlineData("ld.global.b32 %r, [%a];", "%a has 32 bits; an address of the Global space has 64")]
    [InlineData("ld.global.v4.b64 {%x, %x, %x, %x}, [%input];", "16 bytes at most, not 32")]
    [InlineData("ld.global.v2.b32 {%a, %b, %c}, [%input];", "must have 2 elements")]
    [InlineData("and.u32 %r, %a, %b;", "'and' works on .b16, .b32, .b64 and .pred, not on .u32")]
    [InlineData("cvt.s32.f32 %r, %f1;", "a float becomes an integer by .rni")]
    [InlineData("cvt.f16.f32 %h0, %f1;", "needs a rounding like .rn")]
    [InlineData("mma.sync.aligned.m16n8k32.row.col.f32.f16.f16.f32 {%f0}, {%a}, {%a}, {%f0};", "needs one of .m16n8k16")]
    [InlineData("cp.async.cg.shared.global [%a], [%input], 8;", "cp.async.cg copies 16 bytes, not 8")]
    [InlineData("mov.u32 5, %a;", "5 is no register")]
    [InlineData("@%a add.s32 %r, %a, %a;", "is no predicate register")]
    [InlineData("mov.b32 %r, ?;", "the character '?' starts nothing")]
    [InlineData("add.s32 %r %a, %a;", "expected ',', found '%a'")]
    [InlineData(".reg .b32 %a;\n .reg .b32 %a;", "'%a' is declared twice")]
    [InlineData("LOOP:\nLOOP:\n", "'LOOP' stands twice")]
    public void What_is_wrong_is_said_with_its_line(string instruction, string message)
    {
        var exception = Should.Throw<PtxSyntaxException>(() => PtxModule.Parse(KernelText.Of("\n\n" + instruction)));

        exception.Message.ShouldContain(message);
        exception.Line.ShouldBeInRange(21, 22);
        exception.Message.ShouldStartWith($"PTX line {exception.Line}: ");
    }

    [Theory]
    [InlineData("// gr\u00f6\u00dfer")]
    [InlineData("mov.u32 %r, 1; /* \u8a31 */")]
    public void Text_that_is_not_ASCII_is_refused_in_comments_too(string body) =>
        Should.Throw<PtxSyntaxException>(() => PtxModule.Parse(KernelText.Of(body))).Message.ShouldContain("is not ASCII");

    [Fact]
    public void Comments_scopes_and_hints_mean_nothing() => KernelRun.One("""
        // a line
        mov.u32 %a, 1; /* a
        block */ .pragma "nounroll";
        {
            .reg .b32 %a;
            mov.u32 %a, 2;
            bra.uni NEXT;
            NEXT:
        }
        bra.uni NEXT;
        NEXT:
        mov.u32 %r, %a;
        """).ShouldBe(1u);

    [Fact]
    public void A_module_says_what_it_is()
    {
        var module = PtxModule.Parse(KernelText.Of(""));

        module.Version.ShouldBe("8.3");
        module.Target.ShouldBe("sm_90a");
        module.Entries.ShouldBe(["kernel"]);
        Should.Throw<ArgumentException>(() => new PtxDevice().Launch(module, "colonel", (1, 1, 1), (1, 1, 1), 0))
            .Message.ShouldContain("no entry 'colonel'; it has kernel");
    }

    [Fact]
    public void A_launch_that_does_not_fit_is_refused()
    {
        var module = PtxModule.Parse(KernelText.Of("").Replace("input)", "input) .maxntid 128, 1, 1", StringComparison.Ordinal));
        var device = new PtxDevice();
        void Refused(string message, (int, int, int) grid, (int, int, int) block, int shared, params PtxArgument[] arguments)
        {
            var exception = Should.Throw<PtxFaultException>(() => device.Launch(module, "kernel", grid, block, shared, arguments));
            exception.Fault.ShouldBe(PtxFault.Launch);
            exception.Message.ShouldContain(message);
        }

        Refused("1 to 1024 threads", (1, 1, 1), (2048, 1, 1), 0, 0UL, 0UL);
        Refused("160 threads are more than .maxntid allows, 128", (1, 1, 1), (160, 1, 1), 0, 0UL, 0UL);
        Refused("the grid (0, 1, 1)", (0, 1, 1), (32, 1, 1), 0, 0UL, 0UL);
        Refused("300000 dynamic bytes", (1, 1, 1), (32, 1, 1), 300000, 0UL, 0UL);
        Refused("1 arguments for 2 parameters (output, input)", (1, 1, 1), (32, 1, 1), 0, 0UL);
        Refused("'input' has 8 bytes, its argument 4", (1, 1, 1), (32, 1, 1), 0, 0UL, 1);
    }
}
