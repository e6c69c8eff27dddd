using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Expressions;

namespace KernelGen.Generator.Tests;

/// <summary>What each construct of C# becomes.</summary>
public class LoweringTests
{
    [Theory]
    [InlineData("k <= q", "(<= k q)")]
    [InlineData("k + 1 > q * 2 && q / 3 != k % 4 || !(q >= k)", "(or (and (< (* q 2) (+ k 1)) (!= (/ q 3) (% k 4))) (< q k))")]
    [InlineData("((q ^ k) & n | 3) != ~q << 1 >> n", "(!= (| (& (^ q k) (scalar int n)) 3) (>> (<< (bitnot q) 1) (scalar int n)))")]
    [InlineData("b & q < k | b ^ k == 0", "(or (and (scalar bool b) (< q k)) (!= (scalar bool b) (== k 0)))")]
    [InlineData("(q < n ? q : k) == -k", "(== (if (< q (scalar int n)) q k) (neg k))")]
    [InlineData("a[q] == a[k]", "(== (load int a q) (load int a k))")]
    [InlineData("bytes[k] > bytes[a[q + 1]] + 1", "(< (+ (load byte bytes (load int a (+ q 1))) 1) (load byte bytes k))")]
    [InlineData("bits[k] && f[head] > x", "(and (load bool bits k) (< (scalar float x) (load float f head)))")]
    [InlineData("Math.Min(q, k) < Math.Max(n, 3)", "(< (min q k) (max (scalar int n) 3))")]
    [InlineData("Math.Clamp(q - k, -3, n) == Math.Abs(k)", "(== (min (max (- q k) -3) (scalar int n)) (abs k))")]
    [InlineData("int.Min(q, k) == int.Abs(q) && MathF.Max(x, 1) > float.Abs(x)", "(and (== (min q k) (abs q)) (< (abs (scalar float x)) (max (scalar float x) 1f)))")]
    [InlineData("(float)q / k > x", "(< (scalar float x) (/ (float q) (float k)))")]
    [InlineData("(int)(x * q) == k", "(== (int (* (scalar float x) (float q))) k)")]
    [InlineData("(byte)q == k && (short)k == q", "(and (== (& q 255) k) (== (>> (<< k 16) 16) q))")]
    [InlineData("q is 1 or > 3 and not 7", "(or (== q 1) (and (> q 3) (!= q 7)))")]
    [InlineData("q switch { 0 => k == 0, < 4 when b => true, _ => k < n }", "(if (== q 0) (== k 0) (or (and (< q 4) (scalar bool b)) (< k (scalar int n))))")]
    [InlineData("((head % 3) switch { 0 => q, 1 => k, _ => 5 }) > 2", "(> (if (== (% head 3) 0) q (if (== (% head 3) 1) k 5)) 2)")]
    [InlineData("unchecked(q + k) != int.MaxValue", "(!= (+ q k) 2147483647)")]
    [InlineData("checked(q + k) == 0", "(== (+ q k) 0)")]
    [InlineData("true", "true")]
    public void An_expression_becomes_this(string expression, string expected) => Mask(Lowering.Mask(expression)).ShouldBe(expected);

    [Theory]
    [InlineData("score * 0.5f", "(* score 0.5f)")]
    [InlineData("score - f[k] * (q - k)", "(- score (* (load float f k) (float (- q k))))")]
    [InlineData("MathF.Tanh(score / 30) * 30", "(* (tanh (/ score 30f)) 30f)")]
    [InlineData("MathF.Exp(x) + MathF.Log(score) + MathF.Sqrt(x) - float.Clamp(score, -1, 1)",
        "(- (+ (+ (exp (scalar float x)) (log score)) (sqrt (scalar float x))) (min (max score -1f) 1f))")]
    [InlineData("k <= q ? score : float.NegativeInfinity", "(if (<= k q) score -inff)")]
    [InlineData("score + (k & 1)", "(+ score (float (& k 1)))")]
    public void A_score_becomes_this(string expression, string expected)
        => ExprText.Write(ExprSimplifier.Simplify(ModelOf.Spec(Lowering.Score(expression)).Score!)).ShouldBe(expected);

    [Theory]
    [InlineData("return k <= q;", "(<= k q)")]
    [InlineData("int d = q - k, e = d * 2; var g = d + e; return g < n;", "(< (+ (- q k) (* (- q k) 2)) (scalar int n))")]
    [InlineData("const int Window = 8; return q - k < Window;", "(< (- q k) 8)")]
    [InlineData("if (k > q) return false; return q - k < n;", "(and (<= k q) (< (- q k) (scalar int n)))")]
    [InlineData("int r; if (q < 4) { r = k; } else if (q < 8) r = q; else { r = 1; } return r == 3;",
        "(if (< q 4) (== k 3) (and (< q 8) (== q 3)))")]
    [InlineData("var i = q; if (i > k) i -= n; i++; return i > 0;", "(if (< k q) (> (+ (- q (scalar int n)) 1) 0) (> (+ q 1) 0))")]
    [InlineData("byte b = (byte)q; b += 200; return b < k;", "(< (& (+ (& q 255) 200) 255) k)")]
    [InlineData("short s = (short)q; s++; s *= 2; return s < k;",
        "(< (>> (<< (* (>> (<< (+ (>> (<< q 16) 16) 1) 16) 16) 2) 16) 16) k)")]
    [InlineData("int i = q; i *= 0.5f; return i < k;", "(< (int (* (float q) 0.5f)) k)")]
    [InlineData("{ var same = a[q] == a[k]; if (same) { return true; } } return k < n;",
        "(or (== (load int a q) (load int a k)) (< k (scalar int n)))")]
    public void A_body_becomes_this(string statements, string expected) => Mask(Lowering.Body(statements)).ShouldBe(expected);

    [Fact]
    public void Other_static_methods_of_the_class_are_inlined_with_arrays_and_named_arguments()
        => Mask(Lowering.Body("return Same(j: k, data: a, i: q) && Near(q - k);", """
            private const int Reach = 12;
            static bool Same(ReadOnlySpan<int> data, int i, int j) => data[i] == data[j];
            static bool Near(int d) => d < Reach && d >= Lowest();
            static int Lowest(int factor = 2) => -Reach / factor;
            """)).ShouldBe("(and (== (load int a q) (load int a k)) (< (- q k) 12) (>= (- q k) -6))");

    [Fact]
    public void Masks_narrow_patterns_and_one_another_and_data_comes_in_the_order_of_declaration()
    {
        var spec = ModelOf.Spec(Specs.With("[AttentionKernel(HeadDim = 64), Causal, SlidingWindow(8), AttentionSink(2)]", """
            public static partial class Attention
            {
                [Mask] static bool One(int k, System.ReadOnlySpan<short> a, int @event) => a[k] > @event;
                [Score] static float Map(float score, float b) => score * b;
                [Mask] static bool Two(int k, System.ReadOnlySpan<bool> c, int @event) => c[k] || k == @event;
            }
            """));
        ExprText.Write(spec.Mask).ShouldBe(
            "(and (<= k q) (> (load short a k) (scalar int event)) (or (load bool c k) (== k (scalar int event))) (or (<= (- q k) 8) (< k 2)))"
                .Replace("(> (load short a k) (scalar int event))", "(< (scalar int event) (load short a k))", StringComparison.Ordinal));
        spec.Data.ToString().ShouldBe("short[] a, int event, float b, bool[] c");
    }

    [Theory]
    [InlineData("t[batch, head, row, k]", "(tensor bool t batch head (- q queryOffset) k)")]
    [InlineData("t[head, row / 8, k] && !t[row, k + 1]", "(and (tensor bool t 0 head (/ (- q queryOffset) 8) k) (not (tensor bool t 0 0 (- q queryOffset) (+ k 1))))")]
    [InlineData("Element(k, t)", "(tensor bool t 0 0 k k)")]
    [InlineData("f[row, k] > 0.5f && row + queryOffset == 3", "(and (> (tensor float f 0 0 (- q queryOffset) k) 0.5f) (== (+ (- q queryOffset) queryOffset) 3))")]
    public void A_tensor_is_read_with_four_indices(string expression, string expected)
        => Mask(Lowering.Members(
            "[Mask] static bool Allowed(int batch, int head, int row, int k, int queryOffset, in System.Numerics.Tensors.ReadOnlyTensorSpan<bool> t, "
            + $"System.Numerics.Tensors.ReadOnlyTensorSpan<float> f) => {expression}; "
            + "static bool Element(int i, in System.Numerics.Tensors.ReadOnlyTensorSpan<bool> t) => t[i, i];")).ShouldBe(expected);

    [Fact]
    public void Tensors_of_attributes_come_first_and_are_what_methods_of_that_name_read()
    {
        var spec = ModelOf.Spec(Specs.With("[AttentionKernel(HeadDim = 64), Causal, BiasTensor, MaskTensor, BlockSparse(Query = 32, Key = 128)]", """
            public static partial class Attention
            {
                [Mask] static bool One(int k, int other, System.Numerics.Tensors.ReadOnlyTensorSpan<bool> mask) => mask[k, k] || k > other;
                [Score] static float Map(float score, float b) => score * b;
            }
            """));
        ExprText.Write(spec.Mask).ShouldBe(
            "(and (<= k q) (tensor bool mask batch head (- q queryOffset) k) (tensor bool blocks batch head (/ (- q queryOffset) 32) (/ k 128)) "
            + "(or (tensor bool mask 0 0 k k) (< (scalar int other) k)))");
        ExprText.Write(spec.Score!).ShouldBe("(+ (* score (scalar float b)) (tensor float bias batch head (- q queryOffset) k))");
        spec.Data.ToString().ShouldBe("bool[,,,] mask, float[,,,] bias, bool[,,,] blocks, int other, float b");
        KernelGen.Templates.Specs.SpecText.Parse(KernelGen.Templates.Specs.SpecText.Write(spec)).ShouldBe(spec);
    }

    [Fact]
    public void A_name_that_is_reserved_means_its_variable()
        => Mask(Lowering.Members("[Mask] static bool Allowed(int batch, int head, int kvHead, int queryLength, int keyLength) => batch + head + kvHead < queryLength + keyLength;"))
            .ShouldBe("(< (+ (+ batch head) kvHead) (+ queryLength keyLength))");

    private static string Mask(string source)
    {
        var model = ModelOf.Source(source);
        model.Problem.ShouldBeNull();
        return ExprText.Write(model.Spec!.Mask);
    }
}
