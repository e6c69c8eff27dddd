extern alias runtime;
using System.Text;
using KernelGen.Planning;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Oracle;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;
using Shouldly;
using Xunit;
using RuntimePlanning = runtime::KernelGen.Planning;

namespace KernelGen.Templates.Tests;

public sealed class ClassifierTests
{
    [Fact]
    public void What_is_proven_over_a_rectangle_never_contradicts_the_predicate()
    {
        var random = new RandomExprs(5);
        var proven = 0;
        for (var i = 0; i < 6000; i++)
        {
            var mask = random.Bool(4);
            var at = random.Point();
            var (q, k) = (Range(random, 12), Range(random, 12));
            var truth = new IntervalEvaluator(q, k, at).Bool(mask);
            if (truth == Truth.Unknown)
                continue;
            proven++;
            foreach (var point in Points(q, k, at))
                Evaluator.Bool(mask, point).ShouldBe(truth == Truth.True, $"{mask} over q {q}, k {k}, at {point}");
        }
        proven.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Intervals_of_every_operation_hold_every_value()
    {
        var random = new RandomExprs(6);
        for (var i = 0; i < 20_000; i++)
        {
            var expr = random.Int(2);
            var at = random.Point();
            var (q, k) = (Range(random, 6), Range(random, 6));
            var all = new IntervalEvaluator(q, k, at).Int(expr);
            foreach (var point in Points(q, k, at))
                Evaluator.Int(expr, point).ShouldBeInRange(all.Min, all.Max, $"{expr} over q {q}, k {k}, at {point}");
        }
    }

    [Theory]
    [InlineData("(<= k q)")]
    [InlineData("(<= (- q k) 9)")]
    [InlineData("(< k 4)")]
    [InlineData("(== (/ k 8) 2)")]
    [InlineData("(< (/ k 8) (/ q 8))")]
    [InlineData("(>= (>> k 2) 3)")]
    [InlineData("(> (max q 7) (min k 12))")]
    public void Comparisons_that_patterns_are_made_of_are_decided_wherever_they_can_be(string mask)
    {
        var (expr, random) = (ExprText.Parse(mask), new Random(10));
        for (var i = 0; i < 2000; i++)
        {
            var (q, k) = (Small(random), Small(random));
            var values = Points(q, k, default).Select(point => Evaluator.Bool(expr, point)).Distinct().ToArray();
            var expected = values.Length == 2 ? Truth.Unknown : Kleene.Known(values[0]);
            new IntervalEvaluator(q, k, default(Bindings)).Bool(expr).ShouldBe(expected, $"{mask} over q {q}, k {k}");
        }

        static Interval Small(Random random)
        {
            var start = random.Next(40);
            return new Interval(start, start + random.Next(12));
        }
    }

    [Theory]
    [InlineData("(< (% k 8) 4)", 16, 19, "True")]
    [InlineData("(< (& k 7) 4)", 20, 23, "False")]
    [InlineData("(< (& k 7) 4)", 18, 22, "Unknown")]
    [InlineData("(== (^ k 3) 19)", 32, 35, "False")]
    [InlineData("(>= (| k 8) 8)", 0, 5, "True")]
    public void Blocks_by_remainder_or_bits_are_decided_inside_a_block(string mask, int first, int last, string expected)
        => new IntervalEvaluator(0, new Interval(first, last), default(Bindings)).Bool(ExprText.Parse(mask)).ToString().ShouldBe(expected);

    [Fact]
    public void The_emitted_classifier_and_oracle_compile_and_do_what_the_evaluators_do()
    {
        var random = new RandomExprs(7);
        var masks = Enumerable.Range(0, 120).Select(_ => ExprSimplifier.Simplify(random.Bool(4))).ToArray();
        var type = Compile(masks.Select(mask => SpecTextTests.Mistral with { Mask = mask, Softcap = 30 }));
        for (var i = 0; i < masks.Length; i++)
        {
            var classifier = (RuntimePlanning.TileClassifier)type.GetMethod("Classifier" + i)!.Invoke(null, null)!;
            var oracle = (runtime::KernelGen.Oracle.AttentionOracle)type.GetMethod("Oracle" + i)!.Invoke(null, null)!;
            classifier.DependsOnBatch.ShouldBe(masks[i].Reads(ExprVariable.Batch));
            classifier.DependsOnHead.ShouldBe(masks[i].Reads(ExprVariable.Head) || masks[i].Reads(ExprVariable.KeyHead));
            oracle.Logit(15, 0, 0, default).ShouldBe(30 * Math.Tanh(0.5));
            for (var j = 0; j < 30; j++)
            {
                var at = random.Point();
                var scope = new RuntimePlanning.MaskScope(at.QueryLength, at.KeyLength, at.QueryOffset, at.Batch, at.Head, at.KeyHead, at.QueryHeads);
                var (q, k) = (Range(random, 40), Range(random, 40));
                var emitted = classifier.Classify(new(q.Min, q.Max), new(k.Min, k.Max), scope);
                ((int)emitted).ShouldBe((int)new IntervalEvaluator(q, k, at).Bool(masks[i]), $"{masks[i]} over q {q}, k {k}, at {at}");
                oracle.Allowed(at.Query, at.Key, scope).ShouldBe(Evaluator.Bool(masks[i], at), $"{masks[i]} at {at}");
            }
        }
    }

    [Fact]
    public void What_the_emitted_classifier_proves_of_data_never_contradicts_the_predicate()
    {
        var random = new RandomExprs(8, withData: true);
        var masks = Enumerable.Range(0, 120).Select(_ => ExprSimplifier.Simplify(random.Bool(3))).ToArray();
        var type = Compile(masks.Select(mask => SpecTextTests.Mistral with { Mask = mask, Data = RandomData.Parameters }));
        var proven = 0;
        for (var i = 0; i < masks.Length; i++)
        {
            var classifier = (RuntimePlanning.TileClassifier)type.GetMethod("Classifier" + i)!.Invoke(null, null)!;
            var oracle = (runtime::KernelGen.Oracle.AttentionOracle)type.GetMethod("Oracle" + i)!.Invoke(null, null)!;
            classifier.ReadsData.ToArray().ShouldBe(
                masks[i].Data().Where(parameter => !parameter.IsTensor).Select(parameter => RandomData.Parameters.ToList().IndexOf(parameter)));
            using var data = new RandomData(100 + i);
            for (var j = 0; j < 40; j++)
            {
                var at = random.Point() with { Data = data };
                var scope = new RuntimePlanning.MaskScope(at.QueryLength, at.KeyLength, at.QueryOffset, at.Batch, at.Head, at.KeyHead, at.QueryHeads) { Data = data.Call };
                var (q, k) = (Range(random, 9), Range(random, 9));
                var truth = classifier.Classify(new(q.Min, q.Max), new(k.Min, k.Max), scope);
                oracle.Allowed(at.Query, at.Key, scope).ShouldBe(Evaluator.Bool(masks[i], at), $"{masks[i]} at {at}");
                if (truth == RuntimePlanning.Truth.Unknown)
                    continue;
                proven++;
                foreach (var point in Points(q, k, at))
                    Evaluator.Bool(masks[i], point).ShouldBe(truth == RuntimePlanning.Truth.True, $"{masks[i]} over q {q}, k {k}, at {point}");
            }
        }
        proven.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void The_emitted_classifier_reads_like_this()
    {
        var w = new SourceWriter();
        ClassifierTemplate.Emit(w, SpecTextTests.Mistral);
        w.ToString().ShouldBe("""
            /// <summary>The mask over rectangles of queries and keys, in interval arithmetic: proven, not sampled.</summary>
            private sealed class Classifier : global::KernelGen.Planning.TileClassifier
            {
                [global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
                public override global::KernelGen.Planning.Truth Classify(global::KernelGen.Planning.Interval q, global::KernelGen.Planning.Interval k, in global::KernelGen.Planning.MaskScope scope)
                    => global::KernelGen.Planning.Kleene.All(
                        k <= q,
                        global::KernelGen.Planning.Kleene.Any(
                            q - k <= 4096,
                            k < 4));
            }

            """);
    }

    private static Type Compile(IEnumerable<AttentionSpec> specs)
    {
        var text = new StringBuilder("public static class Emitted\n{\n");
        foreach (var (i, spec) in specs.Index())
        {
            var w = new SourceWriter();
            ClassifierTemplate.Emit(w, spec);
            DataTemplate.Emit(w, spec);
            OracleTemplate.Emit(w, spec);
            text.Append($"private static class Spec{i} {{\npublic static object NewClassifier() => new Classifier();\npublic static object NewOracle() => new SpecOracle();\n")
                .Append(w).Append("}\n")
                .Append($"public static object Classifier{i}() => Spec{i}.NewClassifier();\npublic static object Oracle{i}() => Spec{i}.NewOracle();\n");
        }
        return Compiled.Class(text.Append("}\n").ToString(), "Emitted");
    }

    private static Interval Range(RandomExprs random, int most)
    {
        var start = random.AnyInt();
        return new Interval(start, (int)Math.Min(int.MaxValue, (long)start + random.Random.Next(most)));
    }

    private static IEnumerable<Bindings> Points(Interval q, Interval k, Bindings at)
        => from i in Values(q) from j in Values(k) select at with { Query = i, Key = j };

    private static IEnumerable<int> Values(Interval all) => Enumerable.Range(0, all.Max - all.Min + 1).Select(i => all.Min + i);
}
