using KernelGen.Tuner.Specs;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

/// <summary>Projects as arguments: the SDK builds them.</summary>
public sealed class ProjectTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_projects_folder_is_built_and_its_specs_are_found()
    {
        Write("Sdk=\"Microsoft.NET.Sdk\"", "<TargetFramework>net10.0</TargetFramework>");
        // The attribute lies in the assembly itself here, so that nothing needs to be restored.
        File.WriteAllText(_folder["Specs.cs"], $$""""
            [assembly: KernelGen.AttentionSpecText("Mine.Attention", """
            {{TestSpecs.Causal}}
            """)]

            namespace KernelGen
            {
                internal sealed class AttentionSpecTextAttribute(string typeName, string canonicalText) : System.Attribute
                {
                    public string TypeName => typeName + canonicalText;
                }
            }
            """");

        using StringWriter error = new();
        var catalog = SpecCatalog.Open(_folder.Path, new ToolConsole(TextWriter.Null, error, isTerminal: false));

        catalog.Specs.Single().Name.ShouldBe("Mine.Attention");
        catalog.Path.ShouldContain("Release");
        error.ToString().ShouldContain("Building App.csproj");
    }

    [Fact]
    public void A_project_that_does_not_build_shows_the_builds_output()
    {
        Write("Sdk=\"Microsoft.NET.Sdk\"", "<TargetFramework>net10.0</TargetFramework>");
        File.WriteAllText(_folder["Broken.cs"], "this is not C#");

        var run = ToolRun.InProcess("tune", _folder["App.csproj"], "--db", _folder["tuning.db"]);

        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Error.ShouldContain("does not build");
        run.Error.ShouldContain("Broken.cs");
    }

    private void Write(string sdk, string properties)
        => File.WriteAllText(_folder["App.csproj"], $"<Project {sdk}><PropertyGroup>{properties}</PropertyGroup></Project>");
}
