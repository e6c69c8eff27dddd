using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Ilgpu;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Tests;

public class IlgpuTests
{
    [Fact]
    public void Without_a_reference_to_ILGPU_nothing_of_it_is_emitted()
    {
        var run = GeneratorRun.On(Specs.Dense64);
        run.Sources.Length.ShouldBe(2);
        run.Sources.ShouldAllBe(source => !source.SourceText.ToString().Contains("ILGPU", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("1.4.9.0", false)]
    [InlineData("1.5.0.0", true)]
    [InlineData("2.0.0.0", false)]
    public void Only_ILGPU_1_5_counts(string version, bool counts)
    {
        var ilgpu = CSharpCompilation.Create(
            "ILGPU", [SpecCompilation.Parse($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]", "Version.cs")],
            SpecCompilation.Of("").References, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var run = GeneratorRun.On(SpecCompilation.Of(Specs.Dense64).AddReferences(ilgpu.ToMetadataReference()));
        run.Sources.Length.ShouldBe(counts ? 3 : 2);
    }

    [Theory]
    [InlineData("[AttentionKernel(HeadDim = 64)]")]
    [InlineData("[AttentionKernel(HeadDim = 59, ValueHeadDim = 17, Precision = Precision.Float16, WritesLse = true)]")]
    [InlineData("[AttentionKernel(HeadDim = 192, ValueHeadDim = 128, Precision = Precision.BFloat16, Softcap = 30, Scale = 0.1)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 96, ValueHeadDim = 40, Precision = Precision.Float8E4M3, WritesLse = true)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 1)] [SlidingWindow(3, 2)]")]
    [InlineData("[AttentionKernel(HeadDim = 256, WritesLse = true)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 512)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 512)] [LowRankBias(128)]")]
    [InlineData("[AttentionKernel(HeadDim = 64), Tile(Query = 48, Key = 128)]")]
    [InlineData("[AttentionKernel(HeadDim = 64, WritesLse = true)] [MaskTensor, BiasTensor]")]
    [InlineData("[AttentionKernel(HeadDim = 64)] [SinkLogit, LowRankBias(4)]")]
    [InlineData("[AttentionKernel(HeadDim = 59, WritesLse = true, Softcap = 20, Precision = Precision.Float16)] [Causal, BlockSparse, BiasTensor, SinkLogit, Alibi, LowRankBias(19, true, true)]")]
    [InlineData("[AttentionKernel(HeadDim = 64)] [Neighborhood3D(4, 6, 3, 3, 4, 2, 1, 2, true), ShiftedGroups(12, 4), HeadShards(8, 2, 3)]")]
    public void Code_of_any_spec_compiles_without_warnings(string attributes) => On(Specs.With(attributes)).ShouldCompile();

    [Fact]
    public void A_private_class_in_a_class_compiles() => On("""
        using KernelGen;
        /// <summary>.</summary>
        public static partial class Outer
        {
            [AttentionKernel(HeadDim = 64, Precision = Precision.BFloat16)]
            private static partial class Attention;
        }
        """).ShouldCompile();

    [Theory]
    [InlineData("[Mask] static bool Allowed(int q, int k, int head, ReadOnlySpan<short> a, ReadOnlySpan<bool> b, ReadOnlySpan<byte> c) => a[q] == a[k] || b[k / 2] && c[head * q / k % 7] > 3;")]
    [InlineData("[Mask] static bool Allowed(int q, ReadOnlySpan<int> @event, int @class, bool k2, float f) => @event[q] > @class && k2 && MathF.Exp(f) > MathF.Tanh(q);")]
    [InlineData("[Score] static float Map(float score, int q, int k) => q < 3 ? score * MathF.Exp(-MathF.Abs(q - k)) : MathF.Log(1 + MathF.Sqrt(k)) - MathF.Tanh(score);")]
    [InlineData("[Score] static float Map(float score, int k, ReadOnlySpan<float> table, ReadOnlySpan<int> index) => table[index[(int)score] + k] + index[k] % 3;")]
    [InlineData("[Mask] static bool Allowed(int q, int k, ReadOnlySpan<int> stream, int accelerator, ReadOnlySpan<sbyte> strides) => stream[q] > accelerator + strides[k];")]
    public void Code_of_any_mask_and_score_compiles_without_warnings(string members)
    {
        foreach (var attributes in new[] { "HeadDim = 64", "HeadDim = 24, Softcap = 5, Precision = Precision.BFloat16, WritesLse = true" })
            On(Lowering.Members(members).Replace("HeadDim = 64", attributes, StringComparison.Ordinal)).ShouldCompile();
    }

    [Fact]
    public void Calls_of_every_emitted_member_compile() => GeneratorRun.On(SpecCompilation.Of(Lowering.Members(
        "[Mask] static bool Allowed(int q, int k, ReadOnlySpan<int> document, ReadOnlySpan<bool> kept, int reach) => kept[k] && (document[q] == document[k] || q - k < reach);")
        .Replace("HeadDim = 64", "HeadDim = 64, WritesLse = true", StringComparison.Ordinal)).WithIlgpu().With("Calls.cs", """
        using ILGPU;
        using ILGPU.Runtime;
        using KernelGen;
        using Models;
        internal static class Calls
        {
            public static void Host(Accelerator accelerator, float[] q, float[] o, float[] lse, int[] document, bool[] kept, AttentionShape shape)
            {
                Attention.Forward(accelerator, q, q, q, o, document, kept, 3, shape);
                Attention.Forward(accelerator, q, q, q, o, lse, document, kept, 3, shape, new AttentionOptions());
            }
            public static void Device(
                Accelerator accelerator, AcceleratorStream stream, MemoryBuffer1D<float, Stride1D.Dense> q, ArrayView<float> o, ArrayView<int> document,
                ArrayView<byte> kept, AttentionShape shape)
            {
                Attention.Forward(accelerator, q.View, q.View, q.View, o, document, kept, 3, shape);
                Attention.Forward(accelerator, q.View, q.View, q.View, o, o, document, kept, 3, shape);
                Attention.Forward(stream, q.View, q.View, q.View, o, document, kept, 3, shape, strides: AttentionStrides.Bnhd(shape, 64, 64));
                Attention.Forward(stream, q.View, q.View, q.View, o, o, document, kept, 3, shape, new AttentionOptions());
            }
            public static void DeviceWithDataOfTheHost(
                Accelerator accelerator, AcceleratorStream stream, ArrayView<float> q, int[] document, bool[] kept, AttentionShape shape)
            {
                Attention.Forward(accelerator, q, q, q, q, document, kept, 3, shape);
                Attention.Forward(stream, q, q, q, q, q, [1, 2], [true], 3, shape, strides: AttentionStrides.Bhnd(shape, 64, 64));
            }
        }
        """)).ShouldCompile();

    [Fact]
    public void Calls_with_tensors_and_with_ILGPUs_float16_compile() => GeneratorRun.On(SpecCompilation.Of(Specs.With(
        "[AttentionKernel(HeadDim = 64, Precision = Precision.Float16)] [MaskTensor, BiasTensor, SinkLogit]")).WithIlgpu().With("Calls.cs", """
        using System.Numerics.Tensors;
        using ILGPU;
        using ILGPU.Runtime;
        using KernelGen;
        using Models;
        internal static class Calls
        {
            public static void All(
                Accelerator accelerator, AcceleratorStream stream, ArrayView<ushort> bits, ArrayView<ILGPU.Half> halves, ArrayView<byte> mask, ArrayView<float> bias,
                bool[] hostMask, AttentionShape shape)
            {
                var layout = new DataLayout(8, 1, 512);
                Attention.Forward(accelerator, bits, bits, bits, bits, mask, layout, bias, layout, bias, shape);
                Attention.Forward(stream, halves, halves, halves, halves, mask, layout, bias, new DataLayout([512, 512], [1, 512]), bias, shape);
                Attention.Forward(stream, halves, halves, halves, halves, new ReadOnlyTensorSpan<bool>(hostMask, [8, 1, 512]), bias, layout, bias, shape);
            }
        }
        """)).ShouldCompile();

    [Fact]
    public void A_spec_with_errors_still_gets_its_members_so_that_its_error_is_the_only_one()
    {
        var run = On(Specs.With("[AttentionKernel(HeadDim = 0)]"));
        run.ShouldCompile();
        run.Text(".Ilgpu.g.cs").ShouldContain("KG0201");
    }

    [Theory]
    [InlineData("[AttentionKernel(HeadDim = 512)] [LowRankBias(128)]", "heads of 512 and 512 elements and a bias of rank 128 need more than the 49152 bytes")]
    public void A_spec_that_no_config_fits_gets_members_that_say_so(string attributes, string reason)
        => On(Specs.With(attributes)).Text(".Ilgpu.g.cs").ShouldContain(reason);

    [Theory]
    [InlineData("Tile(Query = 48, Key = 128)", "ilgpu.simt/q16-k128-g128-r4", "PinnedQueryTile = 48")]
    [InlineData("Tile(Query = 48)", "ilgpu.simt/q64-k64-g64-r8", "PinnedQueryTile = 48")]
    [InlineData("Tile(Key = 192)", "ilgpu.simt/q64-k64-g64-r8", "PinnedKeyTile = 192")]
    public void A_pinned_tile_that_the_family_cannot_have_leaves_it_as_much_of_it_as_it_can(string tile, string variant, string fact)
    {
        var run = On(Specs.With($"[AttentionKernel(HeadDim = 64), {tile}]"));
        run.ShouldCompile();
        run.Text(".Ilgpu.g.cs").ShouldContain(variant);
        run.Text(".Kernels.g.cs").ShouldContain(fact);
    }

    [Fact]
    public void Calls_are_handed_over_where_the_project_has_kernels_in_PTX_and_nowhere_else()
    {
        var both = GeneratorRun.On(SpecCompilation.Of(Specs.Causal128BFloat16).WithIlgpu(), ProjectProperties.Cuda);
        both.ShouldCompile();
        both.Text(".Ilgpu.g.cs").ShouldContain("if (IlgpuCudaKernels.Serves(variant))");
        both.Text(".Ilgpu.g.cs").ShouldContain("new IlgpuCudaKernels(global::KernelGen.Generated.Causal128_ed498fb3_Cuda.Kernels, accelerator");
        GeneratorRun.On(SpecCompilation.Of(Specs.Dense64).WithIlgpu(), ProjectProperties.Cuda).Text(".Ilgpu.g.cs").ShouldNotContain("Cuda.Kernels");
        On(Specs.Causal128BFloat16).Text(".Ilgpu.g.cs").ShouldNotContain("IlgpuCudaKernels");
    }

    [Theory]
    [InlineData(nameof(Specs.Dense64), Specs.Dense64)]
    [InlineData(nameof(Specs.Causal128BFloat16), Specs.Causal128BFloat16)]
    [InlineData(nameof(Specs.Causal64Float8), Specs.Causal64Float8)]
    [InlineData(nameof(Specs.WindowWithSink), Specs.WindowWithSink)]
    [InlineData(nameof(Specs.PackedDocuments), Specs.PackedDocuments)]
    [InlineData(nameof(Specs.MaskAndBiasTensors), Specs.MaskAndBiasTensors)]
    [InlineData(nameof(Specs.SinkAndLowRankBias), Specs.SinkAndLowRankBias)]
    public void The_emitted_file_reads_as_approved(string name, string source) => On(source).Text(".Ilgpu.g.cs").ShouldBeApproved(name + ".Ilgpu");

    [Fact]
    public void Emitted_text_has_LF_line_ends_no_tabs_and_no_trailing_blanks()
    {
        var text = On(Specs.PackedDocuments.ReplaceLineEndings("\r\n")).Text(".Ilgpu.g.cs");
        text.ShouldNotContain("\r");
        text.ShouldNotContain("\t");
        text.Split('\n').ShouldAllBe(line => !line.EndsWith(' '));
    }

    [Fact]
    public void Adding_the_reference_emits_one_file_and_re_emits_none()
    {
        var second = GeneratorRun.On(Specs.Dense64).After(compilation => compilation.WithIlgpu());
        second.Reasons(PipelineSteps.HasIlgpu).ShouldBe([IncrementalStepRunReason.Modified]);
        second.Sources.Length.ShouldBe(3);
        second.OutputReasons.Count(reason => reason == IncrementalStepRunReason.New).ShouldBe(1);
        second.OutputReasons.Count(reason => reason == IncrementalStepRunReason.Modified).ShouldBe(0);
    }

    [Fact]
    public void A_winner_on_a_device_of_ILGPU_is_emitted_beside_the_defaults_and_the_CPU_kernels_stay_as_they_are()
    {
        const string Winner = "ilgpu.simt/q32-k64-g128-r4";
        On(Specs.Dense64).Text(".Ilgpu.g.cs").ShouldNotContain(Winner);
        var run = GeneratorRun.On(SpecCompilation.Of(Specs.Dense64).WithIlgpu(), TuningJson.For(Specs.Dense64, Winner));
        run.Diagnostics.ShouldBeEmpty();
        var text = run.Text(".Ilgpu.g.cs");
        text.ShouldContain("class IlgpuQ32K64G128R4");
        text.ShouldContain($"new TunedChoice(\"test-cpu\", \"h8-q1024-k1024\", \"{Winner}\")");
        text.ShouldContain($"[assembly: global::KernelGen.AttentionChoice(\"Models.Dense64\", \"test-cpu\", \"h8-q1024-k1024\", \"{Winner}\")]");
        run.Kernels.ShouldBe(GeneratorRun.On(Specs.Dense64).Kernels);
        run.ShouldCompile();
    }

    [Fact]
    public void A_winner_on_the_CPU_leaves_the_ILGPU_kernels_as_they_are()
        => GeneratorRun.On(SpecCompilation.Of(Specs.Dense64).WithIlgpu(), TuningJson.For(Specs.Dense64)).Text(".Ilgpu.g.cs")
            .ShouldBe(On(Specs.Dense64).Text(".Ilgpu.g.cs"));

    [Fact]
    public void An_ILGPU_winner_that_its_spec_cannot_have_is_skipped_with_a_warning()
    {
        var run = GeneratorRun.On(SpecCompilation.Of(Specs.Dense64).WithIlgpu(), TuningJson.For(Specs.Dense64, "ilgpu.simt/q64-k32-g128-r5"));
        run.Diagnostics.ShouldHaveSingleItem().GetMessage(null).ShouldContain("a thread has 4 or 8 rows, not 5");
        run.Text(".Ilgpu.g.cs").ShouldBe(On(Specs.Dense64).Text(".Ilgpu.g.cs"));
    }

    [Fact]
    public void Config_ids_read_back()
    {
        foreach (var config in IlgpuConfigSpace.All(ModelOf.Spec(Specs.Dense64)))
        {
            IlgpuConfig.TryParse(config.Id, out var read).ShouldBeTrue();
            read.ShouldBe(config);
        }
        IlgpuConfig.TryParse("cpu.simd/q48-k128-w512", out _).ShouldBeFalse();
    }

    private static GeneratorRun On(string source) => GeneratorRun.On(SpecCompilation.Of(source).WithIlgpu());
}
