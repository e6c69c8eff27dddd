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

    private static readonly string s_mask = ExprText.Write(TensorPatterns.Mask());
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
        ("512", Of(512, 512, Causal)),
        ("512 documents", Of(512, 512, Documents, s_document)),
        ("64 mask tensor", Of(64, 64, s_mask, TensorPatterns.MaskData)),
        ("64 bias tensor", Bias(Of(64, 64, Causal, TensorPatterns.BiasData))),
        ("64 blocks of 64 x 64", Of(64, 64, ExprText.Write(TensorPatterns.BlockSparse(64, 64)), TensorPatterns.BlocksData)),
        ("64 sink logit", Sink(Of(64, 64, Causal, ScorePatterns.Sink))),
        ("64 low-rank bias of 16", LowRank(64, 16)),
        ("80 bias tensor", Bias(Of(80, 80, Causal, TensorPatterns.BiasData))),
        ("80 low-rank bias of 16", LowRank(80, 16)),
        ("96 sink logit", Sink(Of(96, 96, Causal, ScorePatterns.Sink))),
        ("96 mask and bias tensors, sink logit", Sink(Bias(Of(96, 96, s_mask, TensorPatterns.MaskData, TensorPatterns.BiasData, ScorePatterns.Sink)))),
        ("128 mask tensor", Of(128, 128, s_mask, TensorPatterns.MaskData)),
        ("128 bias tensor", Bias(Of(128, 128, Causal, TensorPatterns.BiasData))),
        ("128 bias tensor, soft cap", Bias(Of(128, 128, Causal, TensorPatterns.BiasData)) with { Softcap = 50 }),
        ("128 mask and bias tensors, sink logit", Sink(Bias(Of(128, 128, s_mask, TensorPatterns.MaskData, TensorPatterns.BiasData, ScorePatterns.Sink)))),
        ("128 low-rank bias of 2", LowRank(128, 2)),
        ("128 low-rank bias of 128", LowRank(128, 128)),
        ("128 documents, bias tensor, low-rank bias of 16, sink logit, soft cap", Sink(Bias(LowRank(128, 16) with
        {
            Softcap = 50,
            Mask = ExprText.Parse(Documents),
            Data = new DataList([s_document, TensorPatterns.BiasData, LowRankBias.QueryFactors, LowRankBias.KeyFactors, ScorePatterns.Sink]),
        }))),
        ("256 bias tensor", Bias(Of(256, 256, Causal, TensorPatterns.BiasData))),
        ("256 low-rank bias of 16", LowRank(256, 16)),
        ("32 tf32", TensorFloat(Of(32, 32, Causal))),
        ("64 tf32", TensorFloat(Of(64, 64, Causal))),
        ("64 tf32 dense", TensorFloat(Of(64, 64, "true"))),
        ("64 tf32 documents, alibi, soft cap", TensorFloat(Of(64, 64, Documents, s_document, s_slope)) with { Softcap = 50, Score = ExprText.Parse(Alibi) }),
        ("64 tf32 mask and bias tensors", TensorFloat(Bias(Of(64, 64, s_mask, TensorPatterns.MaskData, TensorPatterns.BiasData)))),
        ("96 tf32", TensorFloat(Of(96, 96, Causal))),
        ("128 tf32", TensorFloat(Of(128, 128, Causal))),
        ("128 tf32 documents, alibi, soft cap", TensorFloat(Of(128, 128, Documents, s_document, s_slope)) with { Softcap = 50, Score = ExprText.Parse(Alibi) }),
        ("128 tf32 low-rank bias of 16", TensorFloat(LowRank(128, 16))),
        ("192 tf32", TensorFloat(Of(192, 192, Causal))),
        ("256 tf32", TensorFloat(Of(256, 256, Causal))),
        ("384 tf32", TensorFloat(Of(384, 384, Causal))),
        ("32 e4m3", Quarters(Of(32, 32, Causal))),
        ("64 e4m3", Quarters(Of(64, 64, Causal))),
        ("64 e4m3 dense", Quarters(Of(64, 64, "true"))),
        ("64 e4m3 documents, alibi, soft cap", Quarters(Of(64, 64, Documents, s_document, s_slope)) with { Softcap = 50, Score = ExprText.Parse(Alibi) }),
        ("96 e4m3", Quarters(Of(96, 96, Causal))),
        ("128 e4m3", Quarters(Of(128, 128, Causal))),
        ("128 e4m3 dense", Quarters(Of(128, 128, "true"))),
        ("128 e4m3 window and sink, soft cap", Quarters(Of(128, 128, Window)) with { Softcap = 50 }),
        ("128 e4m3 documents", Quarters(Of(128, 128, Documents, s_document))),
        ("128 e4m3 mask and bias tensors, sink logit", Quarters(Sink(Bias(Of(128, 128, s_mask, TensorPatterns.MaskData, TensorPatterns.BiasData, ScorePatterns.Sink))))),
        ("128 e4m3 low-rank bias of 16", Quarters(LowRank(128, 16))),
        ("192 e4m3, values 128", Quarters(Of(192, 128, Causal))),
        ("256 e4m3", Quarters(Of(256, 256, Causal))),
        ("256 e4m3 documents", Quarters(Of(256, 256, Documents, s_document))),
        ("512 e4m3", Quarters(Of(512, 512, Causal))),
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

    private static AttentionSpec Bias(AttentionSpec spec) => spec with { Score = TensorPatterns.Bias() };

    private static AttentionSpec Sink(AttentionSpec spec) => spec with { SinkLogit = ScorePatterns.SinkLogit() };

    private static AttentionSpec LowRank(int headDim, int rank)
        => Of(headDim, headDim, Causal, LowRankBias.QueryFactors, LowRankBias.KeyFactors) with { LowRankBias = new(rank, PerHead: true, PerSequence: false) };

    private static AttentionSpec Quarters(AttentionSpec spec) => spec with { Precision = ElementType.Float8E4M3 };

    private static AttentionSpec TensorFloat(AttentionSpec spec) => spec with { Precision = ElementType.Float32, AllowTensorFloat32 = true };
}
