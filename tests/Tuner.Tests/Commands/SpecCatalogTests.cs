using KernelGen.Selection;
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

    [Theory]
    [InlineData("App.exe")]
    [InlineData("App.EXE")]
    [InlineData("App")]
    public void The_program_that_a_build_leaves_beside_an_assembly_means_the_assembly(string host)
    {
        SpecAssembly.Write(_folder["App.dll"], ("App.Causal", TestSpecs.Causal));
        File.WriteAllText(_folder[host], "a native program");

        SpecCatalog.Open(_folder[host], Silent).Specs.ShouldHaveSingleItem().Name.ShouldBe("App.Causal");
        ProjectBuilder.LastBuilt(_folder[host]).ShouldBe(_folder["App.dll"]);
    }

    [Fact]
    public void A_program_without_an_assembly_beside_it_is_refused_as_before()
    {
        File.WriteAllText(_folder["App.exe"], "a native program");

        Should.Throw<ToolException>(() => SpecCatalog.Open(_folder["App.exe"], Silent)).Message.ShouldContain("not a .NET assembly; give the .dll");
    }

    [Fact]
    public void The_choices_of_a_spec_are_read_from_the_assembly()
    {
        TunedChoice[] choices = [new("cpu:a:avx2:4c", "h8-q1024-k1024", "cpu.simd/q24-k64-w256"), new("cuda:b:9.0:132mp", "h8-q1-k1024", "cuda.mma/q64-k64-w4-s3")];
        var assembly = SpecAssembly.Write(_folder["App.dll"], [("App.Causal", TestSpecs.Causal), ("App.Other", TestSpecs.HalfDense)], [], choices);

        SpecAttributeReader.Choices(assembly, "App.Causal").ShouldBe(choices);
        SpecAttributeReader.Choices(assembly, "App.Other").ShouldBeEmpty();
    }

    [Fact]
    public void The_variants_of_a_spec_are_read_from_the_assembly()
        => SpecAttributeReader.Variants(TestSpecs.AssemblyPath, "Demo.TinyCausal").ShouldBe(["cpu.simd/q24-k64-w512"]);
}
