using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>From the attribute to the result: specs declared in this project, their methods called as the C# that they are.</summary>
public sealed class DeclaredSpecTests
{
    private const int HeadDim = 32;

    public static TheoryData<AttentionShape> Shapes => new(
        new AttentionShape(2, 4, 2, 130, 130), new AttentionShape(2, 6, 2, 1, 700), new AttentionShape(2, 4, 1, 3, 90), new AttentionShape(1, 2, 2, 77, 201));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Causal_is_the_same_by_attribute_and_by_method(AttentionShape shape)
    {
        var (q, k, v, byAttribute) = Specs.Arrays(shape, HeadDim);
        var byMethod = new float[byAttribute.Length];
        CausalByAttribute.Forward(q, k, v, byAttribute, shape);
        CausalByMethod.Forward(q, k, v, byMethod, shape);
        byMethod.ShouldBe(byAttribute);
        CausalByMethod.Compiled.Facts.Hash.ShouldBe(CausalByAttribute.Compiled.Facts.Hash);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Documents_are_the_same_by_attribute_and_by_method(AttentionShape shape)
    {
        var (q, k, v, byAttribute) = Specs.Arrays(shape, HeadDim);
        var byMethods = new float[byAttribute.Length];
        int[] document = [.. Enumerable.Range(0, shape.Batch * shape.KeyLength).Select(i => i / 50)];
        DocumentsByAttribute.Forward(q, k, v, byAttribute, document, shape);
        DocumentsByMethods.Forward(q, k, v, byMethods, document, shape);
        byMethods.ShouldBe(byAttribute);
        DocumentsByMethods.Compiled.Facts.Hash.ShouldBe(DocumentsByAttribute.Compiled.Facts.Hash);
    }

    [Fact]
    public void An_array_of_a_pattern_that_is_too_short_is_named_with_what_was_expected()
    {
        var shape = new AttentionShape(2, 2, 2, 200, 200);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var error = Should.Throw<ArgumentException>(() => DocumentsByAttribute.Forward(q, k, v, o, new int[399], shape));
        error.ParamName.ShouldBe("document");
        error.Message.ShouldContain("document has 399 elements");
        error.Message.ShouldContain("is read at indices from 0 to 399; expected at least 400 elements");
        o.ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_draft_token_sees_what_it_would_see_if_its_branch_were_the_sequence()
    {
        int[] parents = [-1, -1, 0, 0, 2, 1, 4, 4];
        const int committed = 150;
        var shape = new AttentionShape(1, 2, 1, parents.Length, committed + parents.Length);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var (enter, leave) = TokenTree.Number(parents);
        Drafts.Forward(q, k, v, o, committed, enter, leave, shape);
        for (var token = 0; token < parents.Length; token++)
        {
            var branch = new List<int>();
            for (var above = token; above >= 0; above = parents[above])
                branch.Insert(0, committed + above);
            int[] rows = [.. Enumerable.Range(0, committed), .. branch];
            var alone = new AttentionShape(1, 2, 1, 1, rows.Length);
            var expected = new float[2 * HeadDim];
            CausalByAttribute.Forward(Rows(q, [token, parents.Length + token]), Rows(k, rows), Rows(v, rows), expected, alone);
            Rows(o, [token, parents.Length + token]).ShouldBe(expected, 1e-5);
        }

        static float[] Rows(float[] values, int[] rows) => [.. rows.SelectMany(row => values.Skip(row * HeadDim).Take(HeadDim))];
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Documents_with_windows_and_alibi_are_what_their_methods_say(AttentionShape shape)
    {
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        int[] document = [.. Enumerable.Range(0, shape.KeyLength).Select(i => i * 4 / shape.KeyLength)];
        short[] window = [.. Enumerable.Range(0, shape.Batch * shape.QueryHeads).Select(i => (short)(i % 4 * 40 - 1))];
        float[] slope = [.. Enumerable.Range(0, shape.QueryHeads).Select(i => MathF.Pow(2, -i - 1))];
        var lse = new float[shape.Batch * shape.QueryHeads * shape.QueryLength];
        var exact = new double[o.Length];
        Documents.Forward(q, k, v, o, lse, document, window, shape.QueryHeads, slope, shape);
        Documents.Reference(q, k, v, exact, document, window, shape.QueryHeads, slope, shape);
        var expected = Attention(
            shape, q, k, v,
            (b, h, i, j) => Documents.SameDocument(i, j, document) && Documents.Near(i, j, h, b, window, shape.QueryHeads),
            (score, _, h, i, j) => Documents.Alibi(score, i, j, h, slope));
        for (var i = 0; i < o.Length; i++)
        {
            exact[i].ShouldBe(expected[i], 1e-5);
            o[i].ShouldBe((float)expected[i], 2e-5f);
        }
        lse.ShouldAllBe(value => !float.IsNaN(value));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Scores_of_each_head_are_what_their_method_says(AttentionShape shape)
    {
        var (q, k, v, _) = Specs.Arrays(shape, HeadDim);
        BFloat16[] Rounded(float[] values) => System.Array.ConvertAll(values, value => (BFloat16)value);
        float[] Back(BFloat16[] values) => System.Array.ConvertAll(values, value => (float)value);
        var (bq, bk, bv) = (Rounded(q), Rounded(k), Rounded(v));
        var o = new BFloat16[q.Length];
        var exact = new double[o.Length];
        ByHead.Forward(bq, bk, bv, o, true, shape);
        ByHead.Reference(bq, bk, bv, exact, true, shape);
        var expected = Attention(shape, Back(bq), Back(bk), Back(bv), (_, _, _, _) => true, (score, _, h, i, j) => ByHead.Map(score, i, j, h, true));
        for (var i = 0; i < o.Length; i++)
        {
            exact[i].ShouldBe(expected[i], 1e-5);
            ((float)o[i]).ShouldBe((float)expected[i], 0.01f);
        }
    }

    [Fact]
    public void A_changed_array_is_seen_by_the_next_call_and_a_changed_back_one_too()
    {
        var shape = new AttentionShape(1, 2, 2, 200, 200);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var document = new int[200];
        short[] window = [-1, -1];
        float[] slope = [0, 0];
        var first = Run();
        document.AsSpan(100).Fill(1);
        var split = Run();
        split.ShouldNotBe(first);
        split.AsSpan(0, 100 * HeadDim).ToArray().ShouldBe(first.AsSpan(0, 100 * HeadDim).ToArray());
        document.AsSpan(100).Clear();
        Run().ShouldBe(first);

        float[] Run()
        {
            Documents.Forward(q, k, v, o, new float[400], document, window, 2, slope, shape);
            return [.. o];
        }
    }

    [Theory]
    [InlineData(199, 2, 2, "document", "document has 199 elements; document[k] is read at indices from 0 to 199; expected at least 200 elements")]
    [InlineData(200, 1, 2, "window", "window has 1 elements")]
    [InlineData(200, 2, 1, "slope", "slope[head] is read at indices from 0 to 1; expected at least 2 elements")]
    public void An_array_that_is_too_short_is_named_with_what_was_expected(int documents, int windows, int slopes, string name, string message)
    {
        var shape = new AttentionShape(1, 2, 2, 200, 200);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        var error = Should.Throw<ArgumentException>(
            () => Documents.Forward(q, k, v, o, new float[400], new int[documents], new short[windows], 2, new float[slopes], shape));
        error.ParamName.ShouldBe(name);
        error.Message.ShouldContain(message);
        o.ShouldAllBe(value => value == 0);
        Should.Throw<ArgumentException>(
            () => Documents.Reference(q, k, v, new double[o.Length], new int[documents], new short[windows], 2, new float[slopes], shape)).ParamName.ShouldBe(name);
    }

    [Fact]
    public void A_negative_index_is_refused_with_the_advice_to_clamp_it()
    {
        var shape = new AttentionShape(1, 2, 2, 9, 5);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        Should.Throw<ArgumentException>(() => Documents.Forward(q, k, v, o, new float[18], new int[9], new short[2], 2, new float[2], shape))
            .Message.ShouldContain("document[q] is read at indices from -4 to 4; no index may be negative");
    }

    [Fact]
    public void A_call_without_its_data_is_refused()
    {
        var shape = new AttentionShape(1, 2, 2, 9, 9);
        var (q, k, v, o) = Specs.Arrays(shape, HeadDim);
        Should.Throw<ArgumentException>(() => Documents.Compiled.Forward(q, k, v, o, shape)).Message
            .ShouldContain("data has 0 values; the mask and the score take 4: document, window, heads, slope");
    }

    [Fact]
    public void Empty_shapes_ask_nothing_of_the_data()
    {
        var (q, k, v, o) = Specs.Arrays(new AttentionShape(1, 2, 2, 3, 0), HeadDim);
        Documents.Forward(q, k, v, o, new float[6], [], [], 2, [], new AttentionShape(1, 2, 2, 3, 0));
        o.ShouldAllBe(value => value == 0);
    }

    private static double[] Attention(
        AttentionShape shape, float[] q, float[] k, float[] v, Func<int, int, int, int, bool> allowed, Func<float, int, int, int, int, float> map)
    {
        var output = new double[q.Length];
        var logits = new double[shape.KeyLength];
        for (var row = 0; row < q.Length / HeadDim; row++)
        {
            var (unit, i) = Math.DivRem(row, shape.QueryLength);
            var (batch, head) = Math.DivRem(unit, shape.QueryHeads);
            var firstKey = (batch * shape.KeyHeads + head / shape.GroupSize) * shape.KeyLength;
            var position = shape.KeyLength - shape.QueryLength + i;
            for (var j = 0; j < logits.Length; j++)
            {
                var dot = 0.0;
                for (var d = 0; d < HeadDim; d++)
                    dot += (double)q[row * HeadDim + d] * k[(firstKey + j) * HeadDim + d];
                logits[j] = allowed(batch, head, position, j)
                    ? map((float)(dot / Math.Sqrt(HeadDim)), batch, head, position, j) : double.NegativeInfinity;
            }
            var maximum = logits.Max();
            var sum = logits.Sum(logit => Math.Exp(logit - maximum));
            for (var j = 0; j < logits.Length; j++)
            {
                for (var d = 0; d < HeadDim; d++)
                    output[row * HeadDim + d] += Math.Exp(logits[j] - maximum) / sum * v[(firstKey + j) * HeadDim + d];
            }
        }
        return output;
    }
}
