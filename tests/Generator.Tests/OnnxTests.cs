using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Expressions;

namespace KernelGen.Generator.Tests;

/// <summary>What [OnnxAttention] makes of a spec.</summary>
public class OnnxTests
{
    private const string Position = "(+ (- q queryOffset) (- (load int nonpadKvSeqlen batch) queryLength))";
    private const string Valid = "(< k (load int nonpadKvSeqlen batch))";
    private const string Bias = "(tensor float bias batch head (- q queryOffset) k)";

    [Theory]
    [InlineData("OnnxAttention", "true")]
    [InlineData("OnnxAttention, Causal", "(<= k q)")]
    [InlineData("OnnxAttention, MaskTensor", "(tensor bool mask batch head (- q queryOffset) k)")]
    [InlineData("OnnxAttention, BiasTensor", $"(not (< {Bias} -3.4028235E+38f))")]
    [InlineData("OnnxAttention(NonpadKvSeqlen = true)", Valid)]
    [InlineData("OnnxAttention(NonpadKvSeqlen = true), Causal", $"(and (<= k {Position}) {Valid})")]
    [InlineData("OnnxAttention(NonpadKvSeqlen = true), SlidingWindow(8)", $"(and {Valid} (<= (- {Position} k) 8) (<= k {Position}))")]
    [InlineData("OnnxAttention(NonpadKvSeqlen = true), MaskTensor", $"(and (tensor bool mask batch head (- q queryOffset) k) {Valid})")]
    public void Attributes_become_this_mask(string attributes, string expected)
        => Mask(Specs.With($"[AttentionKernel(HeadDim = 64)] [{attributes}]")).ShouldBe(expected);

    [Fact]
    public void A_method_sees_positions_behind_the_padding_and_rows_as_they_are()
        => Mask(Specs.With("[AttentionKernel(HeadDim = 64)] [OnnxAttention(NonpadKvSeqlen = true)]", """
            public static partial class Attention
            {
                [Mask]
                static bool Seen(int q, int k, int row, int queryOffset) => k <= q || row > queryOffset;
            }
            """)).ShouldBe($"(and {Valid} (or (<= k {Position}) (< (- (load int nonpadKvSeqlen batch) queryLength) (- q queryOffset))))");

    [Fact]
    public void Without_inputs_of_its_own_it_changes_no_kernel()
        => ModelOf.Hash(Specs.With("[AttentionKernel(HeadDim = 64), OnnxAttention(QkMatmulOutput = KernelGen.Onnx.OnnxQkMatmulOutput.Weights), Causal]"))
            .ShouldBe(ModelOf.Hash(Specs.With("[AttentionKernel(HeadDim = 64), Causal]")));

    [Fact]
    public void A_spec_with_errors_keeps_its_entry_so_that_callers_compile()
    {
        var run = GeneratorRun.On(Specs.With("[AttentionKernel(HeadDim = 0), OnnxAttention]"));
        run.Surface.ShouldContain("public static void Run(");
        run.ShouldCompile();
    }

    private static string Mask(string source) => ExprText.Write(ExprSimplifier.Simplify(ModelOf.Spec(source).Mask));
}
