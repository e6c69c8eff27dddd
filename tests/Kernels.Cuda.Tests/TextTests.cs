using System.Globalization;
using KernelGen.Templates.Cuda;
using KernelGen.Templates.Cuda.Ptx;
using KernelGen.Templates.Expressions;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The text of a module.</summary>
public sealed class TextTests
{
    [Fact]
    public void A_kernel_reads_as_approved()
        => CudaTemplate.Emit(GateSpecs.Of(32, 32, "(<= k q)"), [new CudaConfig(64, 32, 4, 2)], null).ShouldMatchApproved(options => options
            .NoDiff()
            .SubFolder("Approved")
            .WithFilenameGenerator((_, _, kind, extension) => $"Causal32.{kind}.{extension}"));

    [Fact]
    public void Text_is_the_same_in_every_culture_with_LF_and_no_trailing_blanks()
    {
        var spec = GateSpecs.Of(40, 24, "(<= k q)") with { Softcap = 12.5 };
        var expected = CudaTemplate.Emit(spec, CudaConfigSpace.Defaults(spec), CudaConfigSpace.Decode(spec));
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NegativeSign, other.NumberFormat.NumberDecimalSeparator) = ("~", ",");
            CultureInfo.CurrentCulture = other;
            CudaTemplate.Emit(spec, CudaConfigSpace.Defaults(spec), CudaConfigSpace.Decode(spec)).ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
        expected.ShouldNotContain("\r");
        expected.ShouldNotContain("\t");
        expected.Split('\n').ShouldAllBe(line => !line.EndsWith(' '));
    }

    [Fact]
    public void Version_and_target_are_the_lowest_that_the_instructions_allow()
    {
        var ptx = new PtxWriter();
        ptx.Entry("nothing", "Nothing.", [], 32, ptx.Return);
        ptx.Module("").ShouldContain(".version 6.0\n.target sm_70\n");
        ptx.Entry("copy", "A copy.", [], 32, () =>
        {
            PtxRegister to = ptx.Register("to", PtxType.B32), from = ptx.Register("from", PtxType.B64);
            ptx.CopyAsync(16, to, 0, from, 0, 16);
        });
        ptx.Module("").ShouldContain(".version 7.0\n.target sm_80\n");
    }

    [Fact]
    public void Text_is_ASCII_whatever_the_names_of_data_are()
    {
        var spec = GateSpecs.Of(32, 32, "(<= k (load int größe q))", new ExprParameter("größe", ExprDataType.Int32, true));
        var text = CudaTemplate.Emit(spec, [new CudaConfig(64, 32, 4, 2)], null);
        text.ShouldAllBe(letter => char.IsAscii(letter));
        text.ShouldContain(".param .u64 data_gr$00F6$00DFe,");
        text.ShouldContain("k <= gr\\u00F6\\u00DFe[q]");
    }

    [Theory]
    [InlineData(1f, "0f3F800000")]
    [InlineData(-0f, "0f80000000")]
    [InlineData(float.NegativeInfinity, "0fFF800000")]
    [InlineData(0.1f, "0f3DCCCCCD")]
    public void Floats_are_written_by_their_bits(float value, string text) => PtxOperand.Hex(value).ShouldBe(text);

    [Fact]
    public void A_register_is_declared_once_in_a_scope_and_again_in_another()
    {
        var ptx = new PtxWriter();
        ptx.Entry("twice", "Twice.", [], 32, () =>
        {
            ptx.Register("x", PtxType.B32);
            Should.Throw<ArgumentException>(() => ptx.Register("x", PtxType.F32)).Message.ShouldContain("'%x' is declared twice");
            using (ptx.Block())
                ptx.Register("x", PtxType.F32);
        });
        ptx.Module("").ShouldContain("    .reg .b32 %x;\n    {\n        .reg .f32 %x;\n    }\n");
    }

    [Fact]
    public void Labels_of_one_name_are_numbered_within_a_kernel()
    {
        var ptx = new PtxWriter();
        for (var i = 0; i < 2; i++)
        {
            ptx.Entry($"kernel{i}", "", [], 32, () =>
            {
                ptx.Label("NEXT").Name.ShouldBe("NEXT");
                ptx.Label("NEXT").Name.ShouldBe("NEXT_2");
            });
        }
    }
}
