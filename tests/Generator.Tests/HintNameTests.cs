using KernelGen.Generator.Emission;
using KernelGen.Generator.Model;
using KernelGen.Generator.Tests.Driver;

namespace KernelGen.Generator.Tests;

public class HintNameTests
{
    [Fact]
    public void Specs_whose_names_differ_only_in_case_or_namespace_get_files_of_their_own()
    {
        var run = GeneratorRun.On("""
            using KernelGen;
            namespace A { [AttentionKernel(HeadDim = 8)] static partial class Same; [AttentionKernel(HeadDim = 8)] static partial class SAME; }
            namespace B { [AttentionKernel(HeadDim = 8)] static partial class Same; }
            namespace a { [AttentionKernel(HeadDim = 8)] static partial class Same; }
            """);
        run.Result.Exception.ShouldBeNull();
        run.Sources.Select(source => source.HintName.ToUpperInvariant()).Distinct().Count().ShouldBe(8);
        run.ShouldCompile();
    }

    [Fact]
    public void A_name_is_short_however_long_the_class_is_called()
        => HintNames.Of(new SpecType(new string('n', 500), default, new string('x', 500)), ".Kernels.g.cs").Length.ShouldBeLessThan(80);

    [Fact]
    public void A_name_is_the_same_in_every_process()
        => HintNames.Of(new SpecType("Models", default, "Attention"), ".g.cs").ShouldBe("Attention.ebceab33.g.cs");

    [Fact]
    public void Escapes_stay_out_of_file_names()
        => HintNames.Of(new SpecType("", default, "@class"), ".g.cs").ShouldStartWith("class.");
}
