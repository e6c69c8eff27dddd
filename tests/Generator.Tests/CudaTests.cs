using System.Text.RegularExpressions;
using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Cuda;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

public partial class CudaTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("True ", true)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public void The_property_KernelGenCuda_decides(string value, bool isEmitted)
        => GeneratorRun.On(SpecCompilation.Of(Specs.Causal128BFloat16), new ProjectProperties(("KernelGenCuda", value))).Sources.Length
            .ShouldBe(isEmitted ? 3 : 2);

    [Fact]
    public void Without_the_property_nothing_of_CUDA_is_emitted()
    {
        var run = GeneratorRun.On(Specs.Causal128BFloat16);
        run.Sources.Length.ShouldBe(2);
        run.Sources.ShouldAllBe(source => !source.SourceText.ToString().Contains("Cuda", StringComparison.Ordinal));
    }

    [Fact]
    public void Turning_the_property_on_emits_one_file_and_re_emits_none()
    {
        var second = GeneratorRun.On(Specs.Causal128BFloat16).After(ProjectProperties.Cuda);
        second.Reasons(PipelineSteps.WantsCuda).ShouldBe([IncrementalStepRunReason.Modified]);
        second.Sources.Length.ShouldBe(3);
        second.OutputReasons.Count(reason => reason == IncrementalStepRunReason.New).ShouldBe(1);
        second.OutputReasons.Count(reason => reason == IncrementalStepRunReason.Modified).ShouldBe(0);
    }

    [Theory]
    [InlineData("[AttentionKernel(HeadDim = 64, Precision = Precision.Float16)]")]
    [InlineData("[AttentionKernel(HeadDim = 59, ValueHeadDim = 17, Precision = Precision.Float16, WritesLse = true)]")]
    [InlineData("[AttentionKernel(HeadDim = 192, ValueHeadDim = 128, Precision = Precision.BFloat16, Softcap = 30, Scale = 0.1)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 96, ValueHeadDim = 40, Precision = Precision.Float8E4M3, WritesLse = true)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 1, Precision = Precision.BFloat16)] [SlidingWindow(3, 2)]")]
    [InlineData("[AttentionKernel(HeadDim = 512, Precision = Precision.BFloat16, WritesLse = true)] [Causal]")]
    [InlineData("[AttentionKernel(HeadDim = 64)]")]
    [InlineData("[AttentionKernel(HeadDim = 64, Precision = Precision.BFloat16), Tile(Query = 48, Key = 128)]")]
    [InlineData("[AttentionKernel(HeadDim = 64, Precision = Precision.BFloat16, WritesLse = true)] [MaskTensor, BiasTensor]")]
    [InlineData("[AttentionKernel(HeadDim = 64, Precision = Precision.Float16)] [SinkLogit, LowRankBias(4)]")]
    [InlineData("[AttentionKernel(HeadDim = 64, Precision = Precision.Float16)] [Neighborhood3D(4, 6, 3, 3, 4, 2, 1, 2, true), ShiftedGroups(12, 4), HeadShards(8, 2, 3)]")]
    public void Code_of_any_spec_compiles_without_warnings(string attributes) => On(Specs.With(attributes)).ShouldCompile();

    [Theory]
    [InlineData("[Mask] static bool Allowed(int q, int k, int head, ReadOnlySpan<short> a, ReadOnlySpan<bool> b, ReadOnlySpan<byte> c) => a[q] == a[k] || b[k / 2] && c[head * q / k % 7] > 3;")]
    [InlineData("[Mask] static bool Allowed(int q, ReadOnlySpan<int> @event, int @class, bool k2, float f) => @event[q] > @class && k2 && MathF.Exp(f) > MathF.Tanh(q);")]
    [InlineData("[Mask] static bool Allowed(int q, int k, ReadOnlySpan<int> stream, int device, ReadOnlySpan<sbyte> strides) => stream[q] > device + strides[k];")]
    public void Code_of_any_mask_and_score_compiles_without_warnings(string members)
        => On(Lowering.Members(members).Replace("HeadDim = 64", "HeadDim = 24, Precision = Precision.BFloat16, WritesLse = true", StringComparison.Ordinal)).ShouldCompile();

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

    [Fact]
    public void Calls_of_every_emitted_member_compile() => GeneratorRun.On(SpecCompilation.Of(Lowering.Members(
        "[Mask] static bool Allowed(int q, int k, ReadOnlySpan<int> document, ReadOnlySpan<bool> kept, int reach) => kept[k] && (document[q] == document[k] || q - k < reach);")
        .Replace("HeadDim = 64", "HeadDim = 64, Precision = Precision.Float16, WritesLse = true", StringComparison.Ordinal)).With("Calls.cs", """
        using System;
        using KernelGen;
        using KernelGen.Devices.Cuda;
        using Models;
        internal static class Calls
        {
            public static void Host(CudaDevice device, Half[] q, Half[] o, float[] lse, int[] document, bool[] kept, AttentionShape shape)
            {
                Attention.Forward(device, q, q, q, o, document, kept, 3, shape);
                Attention.Forward(device, q, q, q, o, lse, document, kept, 3, shape, new AttentionOptions());
            }
            public static void Device(
                CudaDevice device, CudaStream stream, DeviceBuffer<Half> q, DeviceBuffer<Half> o, DeviceBuffer<float> lse, DeviceBuffer<int> document,
                DeviceBuffer<bool> kept, AttentionShape shape)
            {
                Attention.Forward(device, q, q, q, o, document, kept, 3, shape);
                Attention.Forward(device, q, q, q, o, lse, document, kept, 3, shape);
                Attention.Forward(stream, q, q, q, o, document, kept, 3, shape, strides: AttentionStrides.Bnhd(shape, 64, 64));
                Attention.Forward(stream, q, q, q, o, lse, document, kept, 3, shape, new AttentionOptions { FallBackToCpu = true });
                Console.WriteLine(Attention.Explain(device, shape).Reason);
            }
            public static void DeviceWithDataOfTheHost(
                CudaDevice device, CudaStream stream, DeviceBuffer<Half> q, DeviceBuffer<float> lse, int[] document, bool[] kept, AttentionShape shape)
            {
                Attention.Forward(device, q, q, q, q, document, kept, 3, shape);
                Attention.Forward(stream, q, q, q, q, lse, [1, 2], [true], 3, shape, strides: AttentionStrides.Bhnd(shape, 64, 64));
            }
        }
        """), ProjectProperties.Cuda).ShouldCompile();

    [Fact]
    public void A_project_may_have_ILGPU_and_CUDA()
        => GeneratorRun.On(SpecCompilation.Of(Specs.Causal128BFloat16).WithIlgpu(), ProjectProperties.Cuda).ShouldCompile();

    [Fact]
    public void A_spec_with_errors_still_gets_its_members_so_that_its_error_is_the_only_one()
    {
        var run = On(Specs.With("[AttentionKernel(HeadDim = 0, Precision = Precision.Float16)]"));
        run.ShouldCompile();
        run.Text(".Cuda.g.cs").ShouldContain("KG0201");
    }

    [Theory]
    [InlineData("[AttentionKernel(HeadDim = 64)]", "they multiply float16, bfloat16, float8 or tf32, and the spec's precision is Float32 without AllowTensorFloat32")]
    public void A_spec_without_kernels_says_why_in_its_file_and_in_its_table(string attributes, string reason)
    {
        var text = On(Specs.With(attributes)).Text(".Cuda.g.cs");
        text.ShouldContain($"// There are no CUDA kernels for this spec: {reason}");
        text.ShouldContain($"WhyNone = \"{reason}");
        text.ShouldNotContain("AttentionVariant");
    }

    [Fact]
    public void A_pinned_tile_that_no_family_can_have_leaves_them_as_much_of_it_as_they_can()
    {
        var text = On(Specs.With("[AttentionKernel(HeadDim = 64, Precision = Precision.Float16), Tile(Query = 48, Key = 128)]")).Text(".Cuda.g.cs");
        text.ShouldContain("new CudaVariant(\"cuda.wgmma/q192-k128-");
        text.ShouldContain("new CudaVariant(\"cuda.mma/q");
        Regex.Matches(text, "(?<=new CudaVariant\\(\"cuda[^)]*keyTile: )[0-9]+").Select(match => match.Value).Distinct().ShouldBe(["128", "64"], ignoreOrder: true);
    }

    [Fact]
    public void The_emitted_file_reads_as_approved_with_the_modules_cut_short()
        => CutShort(On(Specs.Causal128BFloat16).Text(".Cuda.g.cs")).ShouldBeApproved(nameof(Specs.Causal128BFloat16) + ".Cuda");

    [Fact]
    public void The_members_of_a_spec_with_data_read_as_approved_with_the_modules_cut_short()
        => CutShort(On(Specs.PackedDocuments.Replace("HeadDim = 64", "HeadDim = 64, Precision = Precision.Float16", StringComparison.Ordinal)).Text(".Cuda.g.cs"))
            .ShouldBeApproved(nameof(Specs.PackedDocuments) + ".Cuda");

    [Fact]
    public void Emitted_text_has_LF_line_ends_no_tabs_and_no_trailing_blanks()
    {
        var text = On(Specs.Causal128BFloat16.ReplaceLineEndings("\r\n")).Text(".Cuda.g.cs");
        text.ShouldNotContain("\r");
        text.ShouldNotContain("\t");
        text.Split('\n').ShouldAllBe(line => !line.EndsWith(' '));
    }

    [Fact]
    public void A_module_is_in_the_file_as_the_template_writes_it()
    {
        var spec = ModelOf.Spec(Specs.Causal128BFloat16);
        var ptx = CudaKernelSources.Of(spec, CudaKernelSources.Defaults(spec)[0]).Ptx;
        On(Specs.Causal128BFloat16).Text(".Cuda.g.cs").ShouldContain(Indented(ptx));
    }

    [Fact]
    public void A_winner_on_a_CUDA_device_is_emitted_beside_the_defaults_and_the_CPU_kernels_stay_as_they_are()
    {
        const string Winner = "cuda.mma/q64-k64-w4-s3";
        On(Specs.Causal128BFloat16).Text(".Cuda.g.cs").ShouldNotContain(Winner);
        var run = GeneratorRun.On(SpecCompilation.Of(Specs.Causal128BFloat16), ProjectProperties.Cuda, TuningJson.For(Specs.Causal128BFloat16, Winner));
        run.Diagnostics.ShouldBeEmpty();
        var text = run.Text(".Cuda.g.cs");
        text.ShouldContain($"[assembly: global::KernelGen.AttentionVariant(\"Models.Causal128\", \"{Winner}\")]");
        text.ShouldContain($"new CudaVariant(\"{Winner}\"");
        text.ShouldContain($"new TunedChoice(\"test-cpu\", \"h8-q1024-k1024\", \"{Winner}\")");
        text.ShouldContain($"[assembly: global::KernelGen.AttentionChoice(\"Models.Causal128\", \"test-cpu\", \"h8-q1024-k1024\", \"{Winner}\")]");
        run.Kernels.ShouldBe(GeneratorRun.On(Specs.Causal128BFloat16).Kernels);
        run.ShouldCompile();
    }

    [Fact]
    public void A_winner_on_the_CPU_leaves_the_CUDA_kernels_as_they_are()
        => GeneratorRun.On(SpecCompilation.Of(Specs.Causal128BFloat16), ProjectProperties.Cuda, TuningJson.For(Specs.Causal128BFloat16)).Text(".Cuda.g.cs")
            .ShouldBe(On(Specs.Causal128BFloat16).Text(".Cuda.g.cs"));

    [Fact]
    public void A_CUDA_winner_that_its_spec_cannot_have_is_skipped_with_a_warning()
    {
        var run = GeneratorRun.On(
            SpecCompilation.Of(Specs.Causal128BFloat16), ProjectProperties.Cuda, TuningJson.For(Specs.Causal128BFloat16, "cuda.mma/q64-k64-w4-s9"));
        run.Diagnostics.ShouldHaveSingleItem().GetMessage(null).ShouldContain("shared memory holds 2 to 4 stages, not 9");
        run.Text(".Cuda.g.cs").ShouldBe(On(Specs.Causal128BFloat16).Text(".Cuda.g.cs"));
    }

    private static GeneratorRun On(string source) => GeneratorRun.On(SpecCompilation.Of(source), ProjectProperties.Cuda);

    // Two levels deep, and without the last line end, which a raw literal does not have.
    private static string Indented(string ptx)
        => string.Join("\n", ptx.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? line : new string(' ', 12) + line));

    // Of each module the comment at its top and its last line: what lies between is approved in Kernels.Cuda.Tests.
    private static string CutShort(string text) => Modules().Replace(text, match => $"{match.Groups["head"].Value}            [...]\n{match.Groups["end"].Value}");

    [GeneratedRegex("(?<head>=> \"\"\"\n(?:            //[^\n]*\n)+)(?<body>.*?)(?<end>            \\}\n            \"\"\"u8;)", RegexOptions.Singleline)]
    private static partial Regex Modules();
}
