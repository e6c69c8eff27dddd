using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace KernelGen.Generator.Tests.Driver;

/// <summary>The generator on a compilation, once or again after an edit.</summary>
internal sealed class GeneratorRun
{
    private readonly GeneratorDriver _driver;
    private readonly CSharpCompilation _compilation;

    private GeneratorRun(GeneratorDriver driver, CSharpCompilation compilation)
    {
        _compilation = compilation;
        _driver = driver.RunGenerators(compilation);
    }

    /// <summary>What the generator reported.</summary>
    public ImmutableArray<Diagnostic> Diagnostics => _driver.GetRunResult().Diagnostics;

    /// <summary>The emitted files.</summary>
    public ImmutableArray<GeneratedSourceResult> Sources => Result.GeneratedSources;

    /// <summary>The run, with its steps.</summary>
    public GeneratorRunResult Result => _driver.GetRunResult().Results.Single();

    public static GeneratorRun On(string source, params AdditionalText[] files) => On(SpecCompilation.Of(source), files);

    public static GeneratorRun On(CSharpCompilation compilation, params AdditionalText[] files) => On(compilation, new ProjectProperties(), files);

    public static GeneratorRun On(CSharpCompilation compilation, ProjectProperties properties, params AdditionalText[] files)
        => new(
            CSharpGeneratorDriver.Create(
                [new AttentionKernelGenerator().AsSourceGenerator()],
                files,
                (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
                properties,
                driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)),
            compilation);

    /// <summary>Runs again on an edited compilation.</summary>
    public GeneratorRun After(Func<CSharpCompilation, CSharpCompilation> edit) => new(_driver, edit(_compilation));

    /// <summary>Runs again with one additional file replaced.</summary>
    public GeneratorRun After(AdditionalText old, AdditionalText replacement)
        => new(_driver.ReplaceAdditionalText(old, replacement), _compilation);

    /// <summary>Runs again with other properties of the project.</summary>
    public GeneratorRun After(ProjectProperties properties) => new(_driver.WithUpdatedAnalyzerConfigOptions(properties), _compilation);

    /// <summary>The text of the one file whose hint name ends so.</summary>
    public string Text(string suffix) => Sources.Single(source => source.HintName.EndsWith(suffix, StringComparison.Ordinal)).SourceText.ToString();

    /// <summary>The members that users call, of a run with one spec.</summary>
    public string Surface => Sources.Single(source => !source.HintName.Contains(".Kernels.", StringComparison.Ordinal)).SourceText.ToString();

    /// <summary>The kernels, of a run with one spec.</summary>
    public string Kernels => Text(".Kernels.g.cs");

    /// <summary>The compilation with what was emitted.</summary>
    public CSharpCompilation Output => _compilation.AddSyntaxTrees(_driver.GetRunResult().GeneratedTrees);

    /// <summary>Why each output of a named step is what it is.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step)
        => [.. Result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason)];

    /// <summary>Why each output of the generator is what it is.</summary>
    public IReadOnlyList<IncrementalStepRunReason> OutputReasons
        => [.. Result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason)];
}
