extern alias runtime;
using System.Runtime.Intrinsics;
using System.Text;
using KernelGen.Templates.Expressions;
using Shouldly;
using Xunit;
using MaskScope = runtime::KernelGen.Planning.MaskScope;

namespace KernelGen.Templates.Tests;

public sealed class PrinterTests
{
    private const int Count = 150;

    private delegate bool ScalarMask(int q, int k, in MaskScope scope);

    private delegate float ScalarScore(float score, int q, int k, in MaskScope scope);

    private delegate Vector512<int> Mask512(int q, Vector512<int> k, in MaskScope scope);

    private delegate Vector256<int> Mask256(int q, Vector256<int> k, in MaskScope scope);

    private delegate Vector128<int> Mask128(int q, Vector128<int> k, in MaskScope scope);

    [Fact]
    public void Scalar_masks_compile_and_agree_with_the_evaluator()
    {
        var masks = Masks(1);
        var type = Compile(masks, mask => ($"bool", "int k", ScalarCSharp.PrintInScope(mask)));
        for (var i = 0; i < Count; i++)
        {
            var compiled = type.GetMethod("F" + i)!.CreateDelegate<ScalarMask>();
            foreach (var at in Points(i))
                compiled(at.Query, at.Key, Scope(at)).ShouldBe(Evaluator.Bool(masks[i], at), $"{masks[i]} at {at}");
        }
    }

    [Fact]
    public void Scalar_scores_compile_and_agree_with_the_evaluator_to_the_bit()
    {
        var random = new RandomExprs(2, withScore: true);
        var scores = Enumerable.Range(0, Count).Select(_ => ExprSimplifier.Simplify(random.Float(4))).ToArray();
        var type = Compile(scores, score => ("float", "int k", ScalarCSharp.PrintInScope(score)), "float score, ");
        for (var i = 0; i < Count; i++)
        {
            var compiled = type.GetMethod("F" + i)!.CreateDelegate<ScalarScore>();
            foreach (var at in Points(i))
                compiled(at.Score, at.Query, at.Key, Scope(at)).ShouldBe(Evaluator.Float(scores[i], at), $"{scores[i]} at {at}");
        }
    }

    [Theory]
    [InlineData(512)]
    [InlineData(256)]
    [InlineData(128)]
    public void Vector_masks_compile_and_agree_with_the_evaluator_in_every_lane(int bits)
    {
        var masks = Masks(bits);
        var type = Compile(masks, mask => ($"Vector{bits}<int>", $"Vector{bits}<int> k", VectorCSharp.PrintMask(mask, bits)));
        for (var i = 0; i < Count; i++)
        {
            var run = Runner(type.GetMethod("F" + i)!, bits);
            foreach (var at in Points(i))
            {
                var keys = Enumerable.Range(0, bits / 32).Select(lane => unchecked(at.Key + lane)).ToArray();
                var expected = keys.Select(key => Evaluator.Bool(masks[i], at with { Key = key }) ? -1 : 0);
                run(at.Query, keys, Scope(at)).ShouldBe(expected, $"{masks[i]} at {at}");
            }
        }
    }

    [Theory]
    [InlineData("(and (<= k q) (<= (- q k) 4096))", "Vector512.LessThanOrEqual(k, Vector512.Create(q)) & Vector512.LessThanOrEqual(Vector512.Create(q) - k, Vector512.Create(4096))")]
    [InlineData("(< q 5)", "Vector512.Create(q < 5 ? -1 : 0)")]
    [InlineData("(and (< k 4) (< q 5) (== head 0))", "Vector512.LessThan(k, Vector512.Create(4)) & Vector512.Create(q < 5 && scope.Head == 0 ? -1 : 0)")]
    [InlineData("true", "Vector512<int>.AllBitsSet")]
    public void Vector_masks_read_like_this(string mask, string expected)
        => VectorCSharp.PrintMask(ExprText.Parse(mask), 512).ShouldBe(expected);

    [Theory]
    [InlineData("(and (<= k q) (or (<= (- q k) 8) (< k 4)))", "k <= q && (q - k <= 8 || k < 4)")]
    [InlineData("(== (/ q 64) (/ k 64))", "q / 64 == k / 64")]
    [InlineData("(== (% q head) -3)", "global::KernelGen.Planning.MaskMath.Remainder(q, head) == -3")]
    [InlineData("(< (- q (- k 1)) (neg -2147483648))", "q - (k - 1) < -int.MinValue")]
    [InlineData("(<= (& k (+ q 1)) (<< k 2))", "(k & (q + 1)) <= (k << 2)")]
    public void Scalars_read_like_this(string expr, string expected) => ScalarCSharp.Print(ExprText.Parse(expr)).ShouldBe(expected);

    [Fact]
    public void A_width_that_is_none_names_the_nearest_one()
        => Should.Throw<ArgumentOutOfRangeException>(() => VectorCSharp.PrintMask(Expr.True, 300)).Message.ShouldContain("the nearest is 256");

    private static Func<int, int[], MaskScope, int[]> Runner(System.Reflection.MethodInfo method, int bits)
    {
        switch (bits)
        {
            case 512:
                var wide = method.CreateDelegate<Mask512>();
                return (q, k, scope) => Lanes(i => wide(q, Vector512.Create(k), scope)[i], bits);
            case 256:
                var middle = method.CreateDelegate<Mask256>();
                return (q, k, scope) => Lanes(i => middle(q, Vector256.Create(k), scope)[i], bits);
            default:
                var narrow = method.CreateDelegate<Mask128>();
                return (q, k, scope) => Lanes(i => narrow(q, Vector128.Create(k), scope)[i], bits);
        }
    }

    private static int[] Lanes(Func<int, int> lane, int bits) => [.. Enumerable.Range(0, bits / 32).Select(lane)];

    private static Type Compile(Expr[] exprs, Func<Expr, (string Type, string Key, string Text)> print, string first = "")
    {
        var source = new StringBuilder("using System.Runtime.Intrinsics;\npublic static class Emitted\n{\n");
        for (var i = 0; i < exprs.Length; i++)
        {
            var (type, key, text) = print(exprs[i]);
            source.Append($"public static {type} F{i}({first}int q, {key}, in KernelGen.Planning.MaskScope scope) {{ unchecked {{ return {text}; }} }}\n");
        }
        return Compiled.Class(source.Append("}\n").ToString(), "Emitted");
    }

    private static Expr[] Masks(int seed)
    {
        var random = new RandomExprs(seed);
        return [.. Enumerable.Range(0, Count).Select(_ => ExprSimplifier.Simplify(random.Bool(4)))];
    }

    private static IEnumerable<Bindings> Points(int seed)
    {
        var random = new RandomExprs(1000 + seed, withScore: true);
        return Enumerable.Range(0, 25).Select(_ => random.Point()).ToArray();
    }

    private static MaskScope Scope(in Bindings at) => new(at.QueryLength, at.KeyLength, 0, at.Batch, at.Head, at.KeyHead);
}
