using System.Globalization;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Oracle;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;
using Shouldly;
using Xunit;

namespace KernelGen.Templates.Tests;

public sealed class SpecTextTests
{
    internal static AttentionSpec Mistral { get; } = new()
    {
        HeadDim = 128,
        ValueHeadDim = 128,
        Precision = ElementType.BFloat16,
        Scale = 1 / Math.Sqrt(128),
        Mask = MaskPatterns.Combine([MaskPatterns.Causal()], [MaskPatterns.SlidingWindow(4096, 0), MaskPatterns.AttentionSink(4)]),
    };

    internal static AttentionSpec Documents { get; } = Mistral with
    {
        Mask = ExprText.Parse("(and (<= k q) (or (scalar bool on) (== (load int document q) (load int document k))))"),
        Score = ExprText.Parse("(- score (* (load float slope head) (float (- q k))))"),
        Data = new([new("document", ExprDataType.Int32, true), new("slope", ExprDataType.Single, true), new("on", ExprDataType.Bool, false)]),
    };

    [Fact]
    public void The_canonical_text_is_this()
        => SpecText.Write(Mistral).ShouldBe("""
            kernelgen-spec 1
            headDim 128
            valueHeadDim 128
            precision BFloat16
            scale 0.08838834764831843
            softcap 0
            alignment BottomRight
            writesLse false
            mask (and (<= k q) (or (<= (- q k) 4096) (< k 4)))
            queryTile 0
            keyTile 0

            """);

    [Fact]
    public void The_text_reads_back_to_an_equal_spec()
    {
        var sink = Documents with { SinkLogit = ScorePatterns.SinkLogit(), Data = new([.. Documents.Data, ScorePatterns.Sink]) };
        var bias = Mistral with { LowRankBias = new(16, true, true), Data = new([LowRankBias.QueryFactors, LowRankBias.KeyFactors]) };
        var changes = Changes().Where(spec => spec.SinkLogit is null && spec.LowRankBias is null);
        foreach (var spec in changes.Concat([Mistral, Documents, sink, bias, bias with { LowRankBias = new(1, false, true) }]))
            SpecText.Parse(SpecText.Write(spec)).ShouldBe(spec with { Mask = ExprSimplifier.Simplify(spec.Mask) });
    }

    [Fact]
    public void The_text_of_data_and_score_is_this()
        => SpecText.Write(Documents).ShouldContain("""

            writesLse false
            data int[] document, float[] slope, bool on
            mask (and (<= k q) (or (scalar bool on) (== (load int document q) (load int document k))))
            score (- score (* (load float slope head) (float (- q k))))
            queryTile 0

            """.TrimEnd());

    [Fact]
    public void The_hash_is_stable_and_every_field_changes_it()
    {
        SpecHash.Of(Mistral).ShouldBe("dd93fdf46b35402d");
        var hashes = Changes().Select(SpecHash.Of).Append(SpecHash.Of(Mistral)).ToArray();
        hashes.Distinct().Count().ShouldBe(hashes.Length);
        // A new property must be added to the text and to the list of changes.
        Changes().Count().ShouldBe(typeof(AttentionSpec).GetProperties().Count(property => property.CanWrite));
    }

    [Fact]
    public void Two_spellings_of_one_mask_have_one_hash()
        => SpecHash.Of(Mistral with { Mask = ExprText.Parse("(not (< q k))") }).ShouldBe(SpecHash.Of(Mistral with { Mask = MaskPatterns.Causal() }));

    [Theory]
    [InlineData("kernelgen-spec 1", "kernelgen-spec 2", "line 1: expected 'kernelgen-spec 1', found 'kernelgen-spec 2'.")]
    [InlineData("headDim 128\n", "", "the line 'headDim' is missing.")]
    [InlineData("headDim 128\n", "headDim 128\nheadDim 128\n", "line 3: 'headDim' is there twice.")]
    [InlineData("headDim 128\n", "headDmi 128\n", "line 2: unknown name 'headDmi'; the nearest one is 'headDim'.")]
    [InlineData("headDim 128\n", "headDim 513\n", "'headDim': expected an integer from 1 to 512, found '513'.")]
    [InlineData("precision BFloat16", "precision 2", "'precision': expected one of Float32, Float16, BFloat16, Float8E4M3, found '2'.")]
    [InlineData("scale ", "allowTensorFloat32 true\nscale ", "'allowTensorFloat32': expected true, with the precision Float32, found 'true'.")]
    [InlineData("writesLse false", "writesLse no", "'writesLse': expected true or false, found 'no'.")]
    [InlineData("softcap 0", "softcap x", "'softcap': expected a number, found 'x'.")]
    [InlineData("mask ", "data int[] a, long b\nmask ", "'data': expected declarations like 'int[] document, float alpha'")]
    [InlineData("mask ", "data int[] a, int a\nmask ", "each name once")]
    [InlineData("(< k 4)", "(load bool kept k)", "'mask': expected an expression over the declared data, not 'bool[] kept'")]
    [InlineData("queryTile", "score k\nqueryTile", "'score': expected a Float expression, found 'k'.")]
    [InlineData("queryTile", "sinkLogit (float k)\nqueryTile", "'sinkLogit': expected a Float expression that reads neither q nor k nor score, found '(float k)'.")]
    [InlineData("queryTile", "lowRankBias 16\nqueryTile", "'lowRankBias': expected a rank from 1 to 128 and perhaps perHead, perSequence, with queryFactors and keyFactors in the data, found '16'.")]
    [InlineData("queryTile", "sinkLogit head\nqueryTile", "'sinkLogit': expected a Float expression")]
    [InlineData("(< k 4)", "(< k 4", "'mask': Expression, character")]
    [InlineData("mask ", "mask (+ 1 1) ", "'mask': Expression, character 8: expected the end")]
    public void Malformed_text_names_the_line_and_what_was_expected(string part, string replacement, string message)
        => Should.Throw<FormatException>(() => SpecText.Parse(SpecText.Write(Mistral).Replace(part, replacement))).Message.ShouldContain(message);

    [Fact]
    public void A_spec_is_described_in_English_with_the_constants_derived()
        => SpecDescription.Describe(Mistral with { Scale = 0.125, Softcap = 50 }).ShouldBe(
        [
            "Heads of 128 elements, stored as bfloat16, computed in float32.",
            "logit = 0.125 * (q . k); for powers of two the scale becomes 0.125 * log2(e) = 0.18033688.",
            "Soft cap 50: logit = 50 * tanh(logit / 50).",
            "The query at position q sees key k when k <= q && (q - k <= 4096 || k < 4).",
            "Query i stands at position q = keyLength - queryLength + i, unless the call gives an offset.",
        ]);

    [Fact]
    public void An_output_in_another_precision_is_described_too()
        => SpecDescription.Describe(Mistral with { Precision = ElementType.Float8E4M3 })[0]
            .ShouldBe("Heads of 128 elements, stored as float8e4m3 (the output as bfloat16), computed in float32.");

    [Fact]
    public void Data_and_score_are_described_too()
        => SpecDescription.Describe(Documents).ShouldBe(
        [
            "Heads of 128 elements, stored as bfloat16, computed in float32.",
            "logit = 0.08838834764831843 * (q . k); what the score function makes of it is multiplied by log2(e) = 1.442695, for powers of two.",
            "Score function: logit = score - slope[head] * (float)(q - k), where score is the logit so far.",
            "The query at position q sees key k when k <= q && (on || document[q] == document[k]).",
            "Every call gives the data: int[] document, float[] slope, bool on.",
            "Query i stands at position q = keyLength - queryLength + i, unless the call gives an offset.",
        ]);

    [Fact]
    public void A_sink_is_described_too()
        => SpecDescription.Describe(Mistral with { SinkLogit = ScorePatterns.SinkLogit(), Data = new([ScorePatterns.Sink]) })
            .ShouldContain("Sink: the softmax has one more key, with the logit sink[head] and no value.");

    [Theory]
    [InlineData(true, true, "every head of every sequence has its own")]
    [InlineData(true, false, "every head has its own")]
    [InlineData(false, true, "every sequence has its own")]
    [InlineData(false, false, "all heads and sequences share them")]
    public void A_low_rank_bias_is_described_too(bool perHead, bool perSequence, string owners)
        => SpecDescription.Describe(Mistral with { LowRankBias = new(16, perHead, perSequence) })
            .ShouldContain($"Low-rank bias: the logit has queryFactors . keyFactors added, rows of 16; {owners}.");

    [Fact]
    public void All_text_is_the_same_under_a_culture_that_writes_decimal_commas()
    {
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NegativeSign = "\u2212";
        var invariant = AllText();
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = german;
        try
        {
            (-1.5).ToString("G").ShouldBe("\u22121,5");
            AllText().ShouldBe(invariant);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static string AllText()
    {
        var mask = ExprText.Parse("(and (<= (- q k) -7) (< (float k) -1.5f) (< (% k -3) (/ q 5)))");
        var spec = Mistral with { Mask = mask, Scale = 0.1, Softcap = 1.5, PinnedKeyTile = 64 };
        var w = new SourceWriter();
        ClassifierTemplate.Emit(w, spec);
        OracleTemplate.Emit(w, spec);
        var text = SpecText.Write(spec);
        return string.Join('\n', [
            text, SpecText.Write(SpecText.Parse(text)), SpecHash.Of(spec), .. SpecDescription.Describe(spec), w.ToString(),
            ScalarCSharp.Print(mask), VectorCSharp.PrintMask(mask, 256),
        ]);
    }

    private static IEnumerable<AttentionSpec> Changes() =>
    [
        Mistral with { HeadDim = 64 },
        Mistral with { ValueHeadDim = 64 },
        Mistral with { Precision = ElementType.Float16 },
        Mistral with { Precision = ElementType.Float32, AllowTensorFloat32 = true },
        Mistral with { Scale = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Mistral.Scale) + 1) },
        Mistral with { Softcap = 1e-300 },
        Mistral with { Alignment = Alignment.TopLeft },
        Mistral with { WritesLse = true },
        Mistral with { Mask = Expr.True },
        Mistral with { Score = ExprText.Parse("(tanh score)") },
        Mistral with { SinkLogit = ExprText.Parse("(load float sink head)") },
        Mistral with { LowRankBias = new(16, PerHead: true, PerSequence: false) },
        Mistral with { Data = new([new("document", ExprDataType.Int32, true)]) },
        Mistral with { PinnedQueryTile = 64 },
        Mistral with { PinnedKeyTile = 64 },
    ];
}
