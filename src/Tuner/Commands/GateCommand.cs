using System.CommandLine;
using System.CommandLine.Parsing;
using KernelGen.Selection;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen gate</c>: fails a build whose choices are bad.</summary>
internal static class GateCommand
{
    private const double DefaultPercent = 10;
    private const string Untuned = "default", Tuned = "tuned";

    private static readonly string[] Choices = [Untuned, Tuned];

    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var percent = new Option<double>("--worse-than")
        {
            Description = "How much longer than the best, in per cent, a choice may take.",
            HelpName = "percent",
            DefaultValueFactory = _ => DefaultPercent,
            CustomParser = Percent,
        };
        var choice = new Option<string>("--choice")
        {
            Description = $"What is judged: {Untuned}, what the assembly runs when nothing was tuned, or {Tuned}, what it runs with this database and the choices that "
                + "were built in; it may lack the winners.",
            HelpName = "choice",
            DefaultValueFactory = _ => Untuned,
        };
        choice.CompletionSources.Add(Choices);
        var missing = new Option<bool>("--allow-missing") { Description = "What cannot be judged because it was not measured does not fail." };
        var command = new ToolCommand(
            "gate",
            "For build servers: exits with 1, and lists the offenders, when the variant that would run is worse than the best one measured by more than a limit and by more "
                + "than noise, for any spec and shape bucket in the database.",
            "kernelgen gate bin/Release/net10.0/App.dll --worse-than 10",
            "kernelgen gate samples/QuickStart --choice tuned --worse-than 3 --db ci.db",
            "kernelgen gate App.dll --worse-than 10 --allow-missing --csv > offenders.csv");
        command.FailsWhen = "a choice is worse than the limit, or cannot be judged and --allow-missing is not given";
        var options = ResultOptions.AddTo(command);
        command.Add(percent);
        command.Add(choice);
        command.Add(missing);
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var rule = new GateRule(parsed.GetValue(percent), parsed.GetValue(missing));
            var isTuned = IsTuned(parsed.GetRequiredValue(choice));
            var results = options.Read(parsed, console, targets);
            return GateReport.Print(lists.Console(parsed, console), rule, [.. results.SelectMany(result => Verdicts(result, rule, isTuned))]);
        });
        return command;
    }

    private static double Percent(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (NumberText.TryParse(text, out var percent))
            return percent;
        result.AddError($"--worse-than is '{text}'; give the per cent that a choice may lose, 0 or more, such as 10.");
        return DefaultPercent;
    }

    private static bool IsTuned(string choice) => Choices.Contains(choice)
        ? choice == Tuned
        : throw new ToolException($"--choice is '{choice}'; the closest is '{ClosestName.Of(choice, Choices)}', allowed are {string.Join(", ", Choices)}.");

    private static IEnumerable<GateVerdict> Verdicts(SpecResults result, GateRule rule, bool isTuned)
    {
        if (result.Standings.Count == 0)
            return [GateVerdict.Unmeasured(result.Spec.Name)];
        // In the order of the runtime's trust.
        IReadOnlyList<TunedEntry> tuned = [.. TunedTable.FromRows(CurrentRows.Of(result.Rows)), .. TunedTable.Embedded(result.BuiltIn)];
        return result.Standings.Select(one => rule.Judge(one with
        {
            Rival = isTuned ? result.Choice.Tuned(tuned, one.Device, one.Bucket) : result.Choice.Default(one.Device, one.Bucket),
        }));
    }
}
