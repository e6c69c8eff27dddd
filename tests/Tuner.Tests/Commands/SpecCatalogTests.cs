using KernelGen.Templates.Specs;
using KernelGen.Tuner.Specs;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class SpecCatalogTests : IDisposable
{
    private static readonly ToolConsole Silent = new(TextWriter.Null, TextWriter.Null, isTerminal: false);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Specs_are_read_from_metadata_sorted_by_name()
    {
        var catalog = SpecCatalog.Open(TestSpecs.AssemblyPath, Silent);

        catalog.Specs.Select(spec => spec.Name).ShouldBe(["Demo.HalfDense", "Demo.TinyCausal", "Demo.Twin", "Other.Twin"]);
        catalog.Specs[1].Text.ShouldBe(TestSpecs.Causal);
        catalog.Specs[1].Hash.ShouldBe(SpecHash.OfText(TestSpecs.Causal));
        catalog.Specs[0].Precision.ShouldBe(Precision.Float16);
    }

    [Theory]
    [InlineData("TinyCausal", "Demo.TinyCausal")]
    [InlineData("demo.tinycausal", "Demo.TinyCausal")]
    [InlineData("Other.Twin", "Other.Twin")]
    public void A_spec_is_found_by_its_full_or_its_simple_name(string given, string found)
        => SpecCatalog.Open(TestSpecs.AssemblyPath, Silent).Find(given).Name.ShouldBe(found);

    [Theory]
    [InlineData("TinyCasual", "the closest is 'TinyCausal'")]
    [InlineData("Demo.Twinn", "the closest is 'Demo.Twin'")]
    [InlineData("Twin", "give the full name: Demo.Twin, Other.Twin")]
    public void A_wrong_name_is_answered_with_the_closest(string given, string message)
        => Should.Throw<ToolException>(() => SpecCatalog.Open(TestSpecs.AssemblyPath, Silent).Find(given)).Message.ShouldContain(message);

    [Fact]
    public void A_file_that_is_no_assembly_is_refused()
    {
        File.WriteAllText(_folder["App.dll"], "not an assembly");

        Should.Throw<ToolException>(() => SpecCatalog.Open(_folder["App.dll"], Silent)).Message.ShouldContain("not a .NET assembly");
    }

    [Fact]
    public void An_assembly_without_specs_is_refused()
        => Should.Throw<ToolException>(() => SpecCatalog.Open(typeof(Shouldly.Should).Assembly.Location, Silent)).Message.ShouldContain("holds no specs");

    [Fact]
    public void A_folder_without_or_with_several_projects_is_refused()
    {
        Should.Throw<ToolException>(() => SpecCatalog.Open(_folder.Path, Silent)).Message.ShouldContain("holds no .csproj");
        File.WriteAllText(_folder["A.csproj"], "");
        File.WriteAllText(_folder["B.csproj"], "");
        Should.Throw<ToolException>(() => SpecCatalog.Open(_folder.Path, Silent)).Message.ShouldContain("A.csproj, B.csproj");
    }

    [Fact]
    public void The_variants_of_a_spec_are_read_from_the_assembly()
        => SpecAttributeReader.Variants(TestSpecs.AssemblyPath, "Demo.TinyCausal").ShouldBe(["cpu.simd/q24-k64-w512"]);
}
