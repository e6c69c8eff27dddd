using System.Text.RegularExpressions;
using KernelGen.Generator.Tests.Driver;

namespace KernelGen.Generator.Tests;

public class EmittedCodeTests
{
    [Theory]
    [InlineData("[AttentionKernel(HeadDim = 64)]")]
    [InlineData("[AttentionKernel(HeadDim = 64, WritesLse = true)]")]
    [InlineData("[AttentionKernel(HeadDim = 59, ValueHeadDim = 17, Precision = Precision.Float16, WritesLse = true)]")]
    [InlineData("[AttentionKernel(HeadDim = 192, ValueHeadDim = 128, Precision = Precision.BFloat16, Softcap = 30, Scale = 0.1)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 96, ValueHeadDim = 40, Precision = Precision.Float8E4M3, WritesLse = true)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 1)] [SlidingWindow(3, 2)]")]
    [InlineData("[AttentionKernel(HeadDim = 512, Alignment = CausalAlignment.TopLeft)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 64)] [Causal, SlidingWindow(512), AttentionSink(4)]")]
    [InlineData("[AttentionKernel(HeadDim = 64)] [AttentionSink(4)]")]
    [InlineData("[AttentionKernel(HeadDim = 64)] [RadialDecay(1), MultiDiagonal(1073741823, 536870911), GlobalTokens(1073741823)]")]
    [InlineData("[AttentionKernel(HeadDim = 64)] [Neighborhood3D(4, 6, 3, 3, 4, 2, 1, 2, true), ShiftedGroups(12, 4), HeadShards(8, 2, 3)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), Tile(Query = 48, Key = 128)]")]
    public void Code_of_any_spec_compiles_without_warnings(string attributes) => GeneratorRun.On(Specs.With(attributes)).ShouldCompile();

    // Vectors that live through the inner loop at once; one more is the constant that cuts a float16 out of two. What does not fit is stored and loaded
    // again in every step.
    [Theory]
    [InlineData("Float32", 512, 32)]
    [InlineData("Float32", 256, 16)]
    [InlineData("Float16", 512, 32)]
    [InlineData("Float16", 256, 16)]
    [InlineData("BFloat16", 128, 16)]
    public void The_register_tiles_of_decoding_fit_the_registers_of_their_width(string precision, int bits, int registers)
    {
        var text = GeneratorRun.On(Specs.With($"[AttentionKernel(HeadDim = 128, Precision = Precision.{precision})]")).Kernels;
        var kernel = text[text.IndexOf($"W{bits}(string id", StringComparison.Ordinal)..];
        var methods = Regex.Matches(kernel, @"private static (?:bool|void) (?:Dot|DecodePanel)\d.*?(?=\[MethodImpl)", RegexOptions.Singleline).Take(4).ToList();

        methods.Count.ShouldBe(4, "for one row and for several, of keys and of values");
        foreach (var method in methods)
            (Regex.Matches(method.Value, @"\b([sov]\d{1,2}|x\d|q|w|largest)\b(?= = )").Select(one => one.Value).Distinct().Count() + 1).ShouldBeLessThanOrEqualTo(registers, method.Value);
    }

    [Theory]
    [InlineData("[Mask] static bool Allowed(int q, int k) => q - k < 7;")]
    [InlineData("[Mask] static bool Allowed(int q, int k, int head, ReadOnlySpan<short> a, ReadOnlySpan<bool> b, ReadOnlySpan<byte> c) => a[q] == a[k] || b[k / 2] && c[head * keyLengthOf(k)] > 3; static int keyLengthOf(int k) => k;")]
    [InlineData("[Mask] static bool Allowed(int q, ReadOnlySpan<int> @event, int @class, bool k2, float f) => @event[q] > @class && k2 && MathF.Exp(f) > MathF.Tanh(q);")]
    [InlineData("[Mask] static bool Allowed(int k, ReadOnlySpan<bool> items, ReadOnlySpan<int> stream) => items[stream[k]];")]
    [InlineData("[Score] static float Map(float score) => 2;")]
    [InlineData("[Score] static float Map(float score, int q, int k) => q < 3 ? score * MathF.Exp(-MathF.Abs(q - k)) : MathF.Log(1 + MathF.Sqrt(k)) - MathF.Tanh(score);")]
    [InlineData("[Score] static float Map(float score, int k, ReadOnlySpan<float> table, ReadOnlySpan<int> index) => table[index[(int)score] + k] + index[k] % 3;")]
    public void Code_of_any_mask_and_score_compiles_without_warnings(string members)
    {
        foreach (var attributes in new[] { "HeadDim = 64", "HeadDim = 24, Softcap = 5, Precision = Precision.BFloat16, WritesLse = true" })
            GeneratorRun.On(Lowering.Members(members).Replace("HeadDim = 64", attributes, StringComparison.Ordinal)).ShouldCompile();
    }

    [Fact]
    public void Calls_of_members_with_data_compile()
        => GeneratorRun.On(SpecCompilation.Of(Lowering.Members(
            "[Mask] static bool Allowed(int q, int k, ReadOnlySpan<int> document, int reach) => document[q] == document[k] || q - k < reach;")
            .Replace("HeadDim = 64", "HeadDim = 64, WritesLse = true", StringComparison.Ordinal)).With("Calls.cs", """
            using System.Numerics.Tensors;
            using KernelGen;
            using Models;
            internal static class Calls
            {
                public static void Spans(float[] q, float[] o, float[] lse, double[] exact, int[] document, AttentionShape shape)
                {
                    Attention.Forward(q, q, q, o, document, 3, shape);
                    Attention.Forward(q, q, q, o, lse, document, 3, shape, new AttentionOptions { Threads = 1 });
                    Attention.Reference(q, q, q, exact, document, 3, shape);
                    Attention.Reference(q, q, q, exact, document, 3, shape, lse: exact);
                }
                public static void Tensors(ReadOnlyTensorSpan<float> q, TensorSpan<float> o, TensorSpan<float> lse, TensorSpan<double> exact, int[] document)
                {
                    Attention.Forward(q, q, q, o, document, 3);
                    Attention.Forward(q, q, q, o, lse, document, 3, queryOffset: 2, new AttentionOptions());
                    Attention.Reference(q, q, q, exact, document, 3);
                    Attention.Reference(q, q, q, exact, exact, document, 3, 5);
                }
            }
            """)).ShouldCompile();

    [Fact]
    public void A_spec_without_namespace_compiles() => GeneratorRun.On("""
        /// <summary>A spec.</summary>
        [KernelGen.AttentionKernel(HeadDim = 64)]
        public static partial class Attention;
        """).ShouldCompile();

    [Fact]
    public void A_nested_spec_compiles_in_every_kind_of_type() => GeneratorRun.On("""
        using KernelGen;
        namespace A.@event;
        /// <summary>.</summary>
        public partial class C
        {
            /// <summary>.</summary>
            public partial struct S
            {
                /// <summary>.</summary>
                public partial interface I
                {
                    /// <summary>.</summary>
                    public partial record R
                    {
                        internal partial record struct RS
                        {
                            [AttentionKernel(HeadDim = 8)]
                            internal static partial class @class;
                        }
                    }
                }
            }
        }
        """).ShouldCompile();

    [Fact]
    public void Emitted_code_does_not_depend_on_implicit_usings_or_on_the_names_of_the_user_s_types() => GeneratorRun.On("""
        internal static class Rows;
        internal static class Kleene;
        namespace Models.System
        {
            internal static class Math;
            internal static class Half;
        }
        namespace Models
        {
            internal static class Span;
            internal static class Interval;
            internal static class Precision;
            internal static class SpecFacts;
            internal static class TileRun;
            internal static class Vector512;
            /// <summary>A spec.</summary>
            [KernelGen.AttentionKernel(HeadDim = 8, Precision = KernelGen.Precision.Float16, WritesLse = true)]
            public static partial class Attention;
        }
        """).ShouldCompile();

    [Fact]
    public void Calls_of_every_emitted_member_compile()
    {
        var run = GeneratorRun.On(SpecCompilation.Of(Specs.With("[AttentionKernel(HeadDim = 8, WritesLse = true)]")).With("Calls.cs", """
            using System;
            using System.Numerics.Tensors;
            using KernelGen;
            using Models;
            internal static class Calls
            {
                public static string Spans(float[] q, float[] o, float[] lse, double[] exact, AttentionShape shape)
                {
                    Attention.Forward(q, q, q, o, shape);
                    Attention.Forward(q, q, q, o, lse, shape, new AttentionOptions { Threads = 1 });
                    Attention.Reference(q, q, q, exact, shape);
                    Attention.Reference(q, q, q, exact, shape, lse: exact);
                    return Attention.Explain(shape).Reason + Attention.Compiled.Facts.Name;
                }
                public static void Tensors(ReadOnlyTensorSpan<float> q, TensorSpan<float> o, TensorSpan<float> lse, TensorSpan<double> exact)
                {
                    Attention.Forward(q, q, q, o);
                    Attention.Forward(q, q, q, o, queryOffset: 3);
                    Attention.Forward(q, q, q, o, lse, 3, new AttentionOptions());
                    Attention.Reference(q, q, q, exact);
                    Attention.Reference(q, q, q, exact, exact, 5);
                }
            }
            """));
        run.ShouldCompile();
    }

    [Fact]
    public void A_spec_with_errors_still_gets_its_members_so_that_its_error_is_the_only_one()
    {
        var run = GeneratorRun.On(Specs.With("[AttentionKernel(HeadDim = 0)]", """
            public static partial class Attention
            {
                internal static string Use(AttentionShape shape) => Explain(shape).Reason;
            }
            """));
        run.ShouldCompile();
        run.Kernels.ShouldContain("KG0201");
        run.Kernels.ShouldContain("InvalidOperationException");
    }

    [Fact]
    public void The_assembly_carries_the_canonical_text_under_the_full_name()
        => GeneratorRun.On(Specs.Dense64).Surface.ShouldContain("[assembly: global::KernelGen.AttentionSpecText(\"Models.Dense64\", \"");
}
