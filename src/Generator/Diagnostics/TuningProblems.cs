using KernelGen.Generator.Emission;
using KernelGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace KernelGen.Generator.Diagnostics;

/// <summary>A problem of a tuning file with the file's path: what the diagnostics branch of the pipeline carries.</summary>
internal sealed record LocatedProblem(string Path, TuningProblem Problem);

/// <summary>Turns the problems of tuning-db/ into diagnostics at the JSON.</summary>
internal static class TuningProblems
{
    /// <summary>What is wrong with a file, whatever the specs are.</summary>
    public static EquatableArray<LocatedProblem> Of(TuningFile file)
        => new(file.Problems.Select(problem => new LocatedProblem(file.Path, problem)));

    /// <summary>The choices of one spec that it cannot have.</summary>
    public static EquatableArray<LocatedProblem> Of(SpecModel model, EquatableArray<TuningFile> files)
        => InternalFailure.Guard(() => Find(model, files), _ => default); // the planners ask the same, and report it

    private static EquatableArray<LocatedProblem> Find(SpecModel model, EquatableArray<TuningFile> files)
        => new(TuningChoices.Infeasible(model, files).Select(found => new LocatedProblem(
            found.File.Path,
            new TuningProblem(
                DiagnosticIds.TuningVariantInfeasible, found.Choice.At,
                $"{found.Choice.Variant} is illegal for '{model.Type.FullName}', {found.Reason}"))));

    /// <summary>The diagnostic of a problem.</summary>
    public static Diagnostic Diagnostic(LocatedProblem located)
    {
        var descriptor = Descriptors.OfGenerator.First(candidate => candidate.Id == located.Problem.Id);
        var name = located.Path.Substring(located.Path.LastIndexOfAny(['/', '\\']) + 1);
        return Microsoft.CodeAnalysis.Diagnostic.Create(descriptor, Location(located), name, located.Problem.Message);
    }

    private static Location Location(LocatedProblem located)
    {
        var at = located.Problem.At;
        var line = new LinePositionSpan(new LinePosition(at.Line, at.Column), new LinePosition(at.Line, at.Column + at.Length));
        return Microsoft.CodeAnalysis.Location.Create(located.Path, new TextSpan(at.Start, at.Length), line);
    }
}
