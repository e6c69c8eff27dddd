using System.Collections;
using System.Reflection;
using KernelGen.Generator.Tests.Driver;
using KernelGen.Templates.Specs;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests;

public class ModelTests
{
    [Fact]
    public void No_step_of_the_pipeline_holds_anything_of_the_compiler()
    {
        var compilation = SpecCompilation.Of(Specs.WindowWithSink).WithIlgpu();
        var run = GeneratorRun.On(compilation, ProjectProperties.Cuda, TuningJson.For(Specs.WindowWithSink, "cpu.simd/q7-k7-w512"));
        foreach (var step in PipelineSteps.All)
        {
            var outputs = run.Result.TrackedSteps[step].SelectMany(executed => executed.Outputs).ToList();
            outputs.ShouldNotBeEmpty(step);
            foreach (var (value, _) in outputs)
                Walk(value, step, []);
        }
    }

    [Fact]
    public void Two_parses_of_the_same_text_give_equal_models()
    {
        var first = ModelOf.Source(Specs.WindowWithSink);
        var second = ModelOf.Source(Specs.WindowWithSink);
        second.ShouldBe(first);
        second.GetHashCode().ShouldBe(first.GetHashCode());
        ModelOf.Source(Specs.WindowWithSink.Replace("512", "511", StringComparison.Ordinal)).ShouldNotBe(first);
    }

    [Fact]
    public void Every_argument_of_the_kernel_attribute_arrives_in_the_spec()
    {
        var spec = ModelOf.Spec(Specs.With("""
            [AttentionKernel(HeadDim = 96, ValueHeadDim = 64, Precision = Precision.Float16, Scale = 0.125, Softcap = 50,
                Alignment = CausalAlignment.TopLeft, WritesLse = true)]
            [Tile(Query = 24, Key = 64)]
            """));
        spec.HeadDim.ShouldBe(96);
        spec.ValueHeadDim.ShouldBe(64);
        spec.Precision.ShouldBe(ElementType.Float16);
        spec.Scale.ShouldBe(0.125);
        spec.Softcap.ShouldBe(50);
        spec.Alignment.ShouldBe(Alignment.TopLeft);
        spec.WritesLse.ShouldBeTrue();
        spec.PinnedQueryTile.ShouldBe(24);
        spec.PinnedKeyTile.ShouldBe(64);
    }

    [Theory]
    [InlineData("AllowTensorFloat32 = true", true)]
    [InlineData("AllowTensorFloat32 = true, Precision = Precision.Float16", false)]
    [InlineData("AllowTensorFloat32 = false", false)]
    public void Leave_to_use_tf32_is_float32s_alone(string arguments, bool isAllowed)
        => ModelOf.Spec(Specs.With($"[AttentionKernel(HeadDim = 64, {arguments})]")).AllowTensorFloat32.ShouldBe(isAllowed);

    [Fact]
    public void Defaults_are_resolved()
    {
        var spec = ModelOf.Spec(Specs.Dense64);
        spec.ValueHeadDim.ShouldBe(64);
        spec.Scale.ShouldBe(0.125);
        spec.Softcap.ShouldBe(0);
        spec.Precision.ShouldBe(ElementType.Float32);
        spec.Alignment.ShouldBe(Alignment.BottomRight);
        spec.WritesLse.ShouldBeFalse();
        spec.AllowTensorFloat32.ShouldBeFalse();
    }

    [Theory]
    [InlineData(typeof(Precision), typeof(ElementType))]
    [InlineData(typeof(CausalAlignment), typeof(Alignment))]
    [InlineData(typeof(Onnx.OnnxQkMatmulOutput), typeof(Model.OnnxQkMatmulOutput))]
    public void The_enums_of_runtime_and_templates_are_twins(Type runtime, Type templates)
        => Enum.GetNames(runtime).ShouldBe(Enum.GetNames(templates));

    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
            return;
        var type = value.GetType();
        type.Assembly.GetName().Name!.ShouldNotStartWith("Microsoft.CodeAnalysis", Case.Sensitive, $"{path} holds a {type}");
        if (value is IEnumerable items)
        {
            foreach (var item in items)
                Walk(item, $"{path}[]", seen);
        }
        for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            foreach (var field in declaring.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
        }
    }
}
