using KernelGen.Tuner.Search;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Search;

public sealed class ShapeListTests
{
    [Theory]
    [InlineData("Hq8,N=512..2048", "B1,Hq8,Hkv8,Nq512,Nk512; B1,Hq8,Hkv8,Nq1024,Nk1024; B1,Hq8,Hkv8,Nq2048,Nk2048")]
    [InlineData("Hq8,Hkv2,Nq1,Nk=1000..3000", "B1,Hq8,Hkv2,Nq1,Nk1000; B1,Hq8,Hkv2,Nq1,Nk2000; B1,Hq8,Hkv2,Nq1,Nk3000")]
    [InlineData("B1|2,Hq8,Nq16,Nk32|64", "B1,Hq8,Hkv8,Nq16,Nk32; B1,Hq8,Hkv8,Nq16,Nk64; B2,Hq8,Hkv8,Nq16,Nk32; B2,Hq8,Hkv8,Nq16,Nk64")]
    [InlineData("vit-l; hq16,n197", "B1,Hq16,Hkv16,Nq197,Nk197; B1,Hq16,Hkv16,Nq577,Nk577")]
    public void Lists_ranges_and_models_become_shapes_and_none_comes_twice(string text, string shapes)
        => string.Join("; ", ShapeList.Parse("--shapes", text).Select(shape => ShapeText.Write(shape))).ShouldBe(shapes);

    [Theory]
    [InlineData("llama3-8", 4)]
    [InlineData("QWEN", 4)]
    [InlineData("stable-diffusion", 2)]
    public void A_model_goes_by_its_name_or_its_beginning(string name, int shapes)
        => ShapeList.Parse("--shapes", name).Count.ShouldBe(shapes);

    [Fact]
    public void Every_models_heads_divide_and_its_shapes_can_be_called()
    {
        foreach (var model in ModelShapes.All)
            model.Shapes.ShouldAllBe(shape => ShapeText.Parse("--shapes", ShapeText.Write(shape)) == shape, model.Name);
        ModelShapes.All.Select(model => model.Name).Distinct().Count().ShouldBe(ModelShapes.All.Count);
    }

    [Theory]
    [InlineData("lama3-8b", "the closest model is 'llama3-8b'")]
    [InlineData("Hq8,N=2048..512", "a range doubles")]
    [InlineData("Hq8,N=1..", "a range doubles")]
    [InlineData("B1..4096,Hq1..4096,Nq1..4096,Nk1", "makes over 1000 shapes")]
    [InlineData("Hq8,Nx=2", "the closest is")]
    public void A_wrong_list_is_refused_with_what_is_allowed(string text, string message)
        => Should.Throw<ToolException>(() => ShapeList.Parse("--shapes", text)).Message.ShouldContain(message);
}
