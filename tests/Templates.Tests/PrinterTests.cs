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

    private static readonly RandomData s_data = new(11);

    private delegate bool ScalarMask(int q, int k, in MaskScope scope);

    private delegate float ScalarScore(float score, int q, int k, in MaskScope scope);

    private delegate Vector512<float> Score512(Vector512<float> score, int q, Vector512<int> k, in MaskScope scope);

    private delegate Vector128<float> Score128(Vector128<float> score, int q, Vector128<int> k, in MaskScope scope);

    private delegate Vector512<int> Mask512(int q, Vector512<int> k, in MaskScope scope);

    private delegate Vector256<int> Mask256(int q, Vector256<int> k, in MaskScope scope);

    private delegate Vector128<int> Mask128(int q, Vector128<int> k, in MaskScope scope);

    [Fact]
    public void Scalar_masks_compile_and_agree_with_the_evaluator()
    {
        var masks = Masks(1);
        var type = Compile(masks, mask => ($"bool", "int k", $"return {ScalarCSharp.PrintInScope(mask)};"));
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
        var random = new RandomExprs(2, withScore: true, withData: true);
        var scores = Enumerable.Range(0, Count).Select(_ => ExprSimplifier.Simplify(random.Float(4))).ToArray();
        var type = Compile(scores, score => ("float", "int k", $"return {ScalarCSharp.PrintInScope(score)};"), "float score, ");
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
        var type = Compile(masks, mask => ($"Vector{bits}<int>", $"Vector{bits}<int> k", Body(VectorCSharp.PrintMask(mask, bits))), firstKey: true);
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

    [Fact]
    public void Vector_scores_compile_and_agree_with_the_evaluator_in_every_lane()
    {
        // Without functions: those of vectors differ from the evaluator's in the last digits.
        var random = new RandomExprs(3, withScore: true, withData: true, withFunctions: false);
        var scores = Enumerable.Range(0, Count).Select(_ => ExprSimplifier.Simplify(random.Float(4))).ToArray();
        var wide = Compile(scores, score => ("Vector512<float>", "Vector512<int> k", Body(VectorCSharp.PrintScore(score, 512))), "Vector512<float> score, ", firstKey: true);
        var narrow = Compile(scores, score => ("Vector128<float>", "Vector128<int> k", Body(VectorCSharp.PrintScore(score, 128))), "Vector128<float> score, ", firstKey: true);
        for (var i = 0; i < Count; i++)
        {
            var (run512, run128) = (wide.GetMethod("F" + i)!.CreateDelegate<Score512>(), narrow.GetMethod("F" + i)!.CreateDelegate<Score128>());
            foreach (var at in Points(i))
            {
                var lanes = Enumerable.Range(0, 16).Select(lane => at with { Key = unchecked(at.Key + lane), Score = at.Score + lane }).ToArray();
                var keys = lanes.Select(lane => lane.Key).ToArray();
                var logits = lanes.Select(lane => lane.Score).ToArray();
                var all = run512(Vector512.Create(logits), at.Query, Vector512.Create(keys), Scope(at));
                var some = run128(Vector128.Create(logits), at.Query, Vector128.Create(keys), Scope(at));
                for (var lane = 0; lane < 16; lane++)
                {
                    var expected = Evaluator.Float(scores[i], lanes[lane]);
                    all[lane].Equals(expected).ShouldBeTrue($"{scores[i]} at {lanes[lane]}: {all[lane]}, expected {expected}");
                    if (lane < 4)
                        some[lane].Equals(expected).ShouldBeTrue($"{scores[i]} at {lanes[lane]}: {some[lane]}, expected {expected}");
                }
            }
        }
    }

    [Theory]
    [InlineData("(== (load int document q) (load int document k))", "Vector512.Equals(Vector512.Create(scope.Data.Int<int>(Parameter.document, q)), scope.Data.Ints512<int>(Parameter.document, firstKey))")]
    [InlineData("(load bool kept (+ k (* head 3)))", "scope.Data.Bools512(Parameter.kept, unchecked(firstKey + scope.Head * 3))")]
    [InlineData("(< (load float event (- q k)) (scalar float class))", "Vector512.LessThan(scope.Data.Floats512(Parameter.@event, Vector512.Create(q) - k), Vector512.Create(scope.Data.Float(Parameter.@class))).AsInt32()")]
    [InlineData("(< (exp (float k)) 2f)", "Vector512.LessThan(global::KernelGen.Planning.VectorMaskMath.Exp(Vector512.ConvertToSingle(k)), Vector512.Create(2f)).AsInt32()")]
    public void Vector_reads_and_functions_read_like_this(string mask, string expected)
        => VectorCSharp.PrintMask(ExprText.Parse(mask), 512).Value.ShouldBe(expected);

    [Fact]
    public void A_score_computes_before_the_loops_what_depends_neither_on_the_key_nor_perhaps_on_the_query()
    {
        var text = VectorCSharp.PrintScore(ExprText.Parse("(+ (* (load float slope head) (float (- k q))) (tanh (* score (load float slope head))))"), 256);
        text.Constants.ShouldBe([new VectorConstant("float", "constant0", "scope.Data.Float(Parameter.slope, scope.Head)")]);
        text.Declarations.ShouldBe(["var invariant0 = Vector256.Create(constant0);", "var invariant1 = Vector256.Create(q);"]);
        text.Value.ShouldBe("invariant0 * Vector256.ConvertToSingle(k - invariant1) + Simd256.Tanh(score * invariant0)");
    }

    [Theory]
    [InlineData("(tensor bool mask batch head (- q queryOffset) k)", "BoolRow row0 = scope.Data.BoolRow(Parameter.mask, scope.Batch, scope.Head, unchecked(q - scope.QueryOffset));", "row0.Load512(firstKey)")]
    [InlineData("(tensor bool blocks batch head (/ (- q queryOffset) 64) (/ k 64))", "BoolRow row0 = scope.Data.BoolRow(Parameter.blocks, scope.Batch, scope.Head, unchecked((q - scope.QueryOffset) / 64));", "row0.Load512(global::KernelGen.Planning.VectorMaskMath.DivideByPowerOfTwo(k, 6))")]
    [InlineData("(and (tensor bool mask 0 0 q k) (not (tensor bool mask 0 0 q (+ k 1))))", "BoolRow row0 = scope.Data.BoolRow(Parameter.mask, 0, 0, q);", "row0.Load512(firstKey) & ~row0.Load512(unchecked(firstKey + 1))")]
    [InlineData("(tensor bool mask 0 0 k q)", "", "scope.Data.Bools512(Parameter.mask, Vector512.Create(0), Vector512.Create(0), k, Vector512.Create(q))")]
    public void Rows_of_tensors_are_found_before_the_loop_over_the_keys(string mask, string declarations, string value)
    {
        var text = VectorCSharp.PrintMask(ExprText.Parse(mask), 512);
        string.Concat(text.Declarations).ShouldBe(declarations);
        text.Value.ShouldBe(value);
    }

    [Theory]
    [InlineData("(and (<= k q) (<= (- q k) 4096))", "Vector512.LessThanOrEqual(k, Vector512.Create(q)) & Vector512.LessThanOrEqual(Vector512.Create(q) - k, Vector512.Create(4096))")]
    [InlineData("(< q 5)", "Vector512.Create(q < 5 ? -1 : 0)")]
    [InlineData("(and (< k 4) (< q 5) (== head 0))", "Vector512.LessThan(k, Vector512.Create(4)) & Vector512.Create(q < 5 && scope.Head == 0 ? -1 : 0)")]
    [InlineData("true", "Vector512<int>.AllBitsSet")]
    public void Vector_masks_read_like_this(string mask, string expected)
        => VectorCSharp.PrintMask(ExprText.Parse(mask), 512).Value.ShouldBe(expected);

    [Theory]
    [InlineData("(and (<= k q) (or (<= (- q k) 8) (< k 4)))", "k <= q && (q - k <= 8 || k < 4)")]
    [InlineData("(== (/ q 64) (/ k 64))", "q / 64 == k / 64")]
    [InlineData("(== (% q head) -3)", "global::KernelGen.Planning.MaskMath.Remainder(q, head) == -3")]
    [InlineData("(< (- q (- k 1)) (neg -2147483648))", "q - (k - 1) < -int.MinValue")]
    [InlineData("(<= (& k (+ q 1)) (<< k 2))", "(k & (q + 1)) <= (k << 2)")]
    [InlineData("(tensor bool mask batch head (/ (- q queryOffset) 64) k)", "mask[batch, head, row / 64, k]")]
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

    private static Type Compile(Expr[] exprs, Func<Expr, (string Type, string Key, string Text)> print, string first = "", bool firstKey = false)
    {
        var source = new StringBuilder("using System.Runtime.Intrinsics;\nusing KernelGen;\n").Append(RandomData.ParameterClass).Append("public static class Emitted\n{\n");
        for (var i = 0; i < exprs.Length; i++)
        {
            var (type, key, text) = print(exprs[i]);
            source.Append($"public static {type} F{i}({first}int q, {key}, in KernelGen.Planning.MaskScope scope) {{ unchecked {{ {(firstKey ? "int firstKey = k.ToScalar(); " : "")}{text} }} }}\n");
        }
        return Compiled.Class(source.Append("}\n").ToString(), "Emitted");
    }

    private static string Body(VectorText text)
        => string.Concat(text.Constants.Select(constant => $"{constant.Type} {constant.Name} = {constant.Value}; "))
            + $"{string.Concat(text.Declarations)} return {text.Value};";

    private static Expr[] Masks(int seed)
    {
        var random = new RandomExprs(seed, withData: true);
        return [.. Enumerable.Range(0, Count).Select(_ => ExprSimplifier.Simplify(random.Bool(4)))];
    }

    private static IEnumerable<Bindings> Points(int seed)
    {
        var random = new RandomExprs(1000 + seed, withScore: true);
        return Enumerable.Range(0, 25).Select(_ => random.Point() with { Data = s_data }).ToArray();
    }

    private static MaskScope Scope(in Bindings at) => new(at.QueryLength, at.KeyLength, at.QueryOffset, at.Batch, at.Head, at.KeyHead, at.QueryHeads) { Data = s_data.Call };
}
