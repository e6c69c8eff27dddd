using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests;

/// <summary>The specs whose default variants are assembled: every head size that counts, every form of mask and score.</summary>
internal static class GateSpecs
{
    private const string Causal = "(<= k q)";
    private const string Window = "(and (<= k q) (or (<= (- q k) 4095) (< k 4)))";
    private const string Documents = "(and (<= k q) (== (load int document q) (load int document k)))";
    private const string Alibi = "(- score (* (load float slope head) (float (- q k))))";

    private static readonly ExprParameter s_document = new("document", ExprDataType.Int32, true);
    private static readonly ExprParameter s_slope = new("slope", ExprDataType.Single, true);

    public static IReadOnlyList<(string Name, AttentionSpec Spec)> All { get; } =
    [
        ("16", Of(16, 16, Causal)),
        ("32", Of(32, 32, Causal)),
        ("40", Of(40, 40, Causal)),
        ("64", Of(64, 64, Causal)),
        ("64 dense, float16", Of(64, 64, "true") with { Precision = ElementType.Float16 }),
        ("64 window and sink, soft cap", Of(64, 64, Window) with { Softcap = 50 }),
        ("64 documents, alibi, soft cap", Of(64, 64, Documents, s_document, s_slope) with { Softcap = 50, Score = ExprText.Parse(Alibi) }),
        ("80", Of(80, 80, Causal)),
        ("80 documents", Of(80, 80, Documents, s_document)),
        ("96", Of(96, 96, Causal)),
        ("96 documents", Of(96, 96, Documents, s_document)),
        ("111", Of(111, 111, Causal)),
        ("128", Of(128, 128, Causal)),
        ("128 dense, float16", Of(128, 128, "true") with { Precision = ElementType.Float16 }),
        ("128 documents", Of(128, 128, Documents, s_document)),
        ("128 alibi", Of(128, 128, Causal, s_slope) with { Score = ExprText.Parse(Alibi) }),
        ("128 documents, alibi, soft cap", Of(128, 128, Documents, s_document, s_slope) with { Softcap = 50, Score = ExprText.Parse(Alibi) }),
        ("160", Of(160, 160, Causal)),
        ("192", Of(192, 192, Causal)),
        ("192, values 128", Of(192, 128, Causal)),
        ("256", Of(256, 256, Causal)),
        ("256 window and sink, soft cap", Of(256, 256, Window) with { Softcap = 50 }),
        ("256 documents", Of(256, 256, Documents, s_document)),
    ];

    public static AttentionSpec Named(string name) => All.Single(spec => spec.Name == name).Spec;

    public static AttentionSpec Of(int headDim, int valueDim, string mask, params ExprParameter[] data) => new()
    {
        HeadDim = headDim,
        ValueHeadDim = valueDim,
        Precision = ElementType.BFloat16,
        Scale = 1 / Math.Sqrt(headDim),
        WritesLse = true,
        Mask = ExprText.Parse(mask),
        Data = new DataList(data),
    };
}
