using System.CommandLine;
using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Verification;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen verify</c>: are the winners of the database still correct, and still the best?</summary>
internal static class VerifyCommand
{
    private const string DefaultBudget = "30s";

    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var source = CommonOptions.Source();
        var spec = CommonOptions.Specs("Verify only this spec; may be given several times. All of them by default.");
        var shapes = new Option<string?>("--shapes")
        {
            Description = $"Verify only the winners for these shapes, separated by semicolons: \"{ShapeText.Example};...\". All that were tuned by default.",
            HelpName = "shapes",
        };
        var budget = new Option<string>("--budget")
        {
            Description = "Time for each spec, such as 60s or 2m; every winner is measured a few times whatever it takes.",
            HelpName = "time",
            DefaultValueFactory = _ => DefaultBudget,
        };
        var threads = CommonOptions.Threads();
        var database = CommonOptions.Database();
        var data = CommonOptions.Data("A data parameter of a spec's mask or score; what is not given is made up.");
        var target = CommonOptions.Target(targets);
        var device = CommonOptions.Device(targets);
        var command = new ToolCommand(
            "verify",
            "Checks the winners of this device in the tuning database against the float64 oracle, and measures whether they are still the best. One that is wrong is stored so and wins no more.",
            "kernelgen verify bin/Release/net10.0/App.dll",
            "kernelgen verify App.dll --spec LlamaAttention --shapes B1,Hq32,Hkv8,Nq2048,Nk2048 --budget 2m",
            "kernelgen verify App.dll --target cuda --device 0")
        {
            source, spec, target, device, shapes, budget, threads, database, data,
        };
        command.FailsWhen = "a winner is wrong";
        command.SetAction(parsed => Run(console, new VerifySettings(
            parsed.GetRequiredValue(source),
            parsed.GetValue(spec) ?? [],
            parsed.GetValue(shapes) is { } text ? [.. ShapeList.Parse("--shapes", text).Select(shape => ShapeBucket.Of(shape))] : null,
            DurationText.Parse("--budget", parsed.GetRequiredValue(budget)),
            parsed.GetValue(threads),
            CommonOptions.DatabasePath(parsed.GetValue(database)),
            parsed.GetValue(data) ?? [],
            targets.Find(parsed.GetRequiredValue(target), parsed.GetValue(device), parsed.GetValue(threads)),
            parsed.GetValue(device))));
        return command;
    }

    private static int Run(ToolConsole console, VerifySettings settings)
    {
        var catalog = SpecCatalog.Open(settings.Source, console);
        var specs = catalog.Choose(settings.Specs);
        using var target = settings.Target.OpenTuning(catalog.Path, settings.Device, settings.Threads);
        console.Output.WriteLine($"Verifying on {target.Describe()}, key {target.DeviceKey}");
        return Verify(console, target, specs, settings);
    }

    /// <summary>Verifies the winners of specs on a device that is open.</summary>
    /// <returns>The exit code.</returns>
    internal static int Verify(ToolConsole console, ITuningTarget target, IReadOnlyList<SpecEntry> specs, VerifySettings settings)
    {
        var given = GivenData.Read(settings.Data, specs);
        var winners = Winners(target, specs, settings);
        if (winners.Count == 0)
        {
            console.Output.WriteLine($"The database has no winners of {(settings.Buckets is null ? "these specs" : "these specs and shapes")} on {target.DeviceKey}.");
            return ExitCodes.Done;
        }
        using var database = TuningDatabaseWriter.Open(settings.Database);
        using var interruption = new Interruption();
        var states = new List<WinnerState>();
        foreach (var (spec, stored) in winners)
        {
            var sources = new TuningData([spec], given, [.. stored.Select(winner => winner.Shape)]);
            foreach (var note in sources.Notes)
                console.Output.WriteLine(note);
            foreach (var source in sources.Tunable)
                states.AddRange(Verify(console, new WinnerVerifier(target, new(database, target, spec, settings.Threads, "verify"), source, settings.Threads), stored, settings, interruption.Token));
        }
        console.Output.WriteLine(Summary(states));
        return states.Contains(WinnerState.Wrong) ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private static List<WinnerState> Verify(
        ToolConsole console, WinnerVerifier verifier, IReadOnlyList<StoredWinner> winners, VerifySettings settings, CancellationToken cancellation)
    {
        var states = new List<WinnerState>();
        foreach (var verdict in verifier.Verify(winners, settings.Budget, cancellation))
        {
            console.Output.WriteLine($"{verifier.Spec.Name} {verdict.Winner.Bucket}: {verdict.Winner.Variant} {verdict.Text}.");
            states.Add(verdict.State);
        }
        return states;
    }

    // Results are filed under the canonical text, so classes that declare the same have the same winners.
    private static List<(SpecEntry Spec, IReadOnlyList<StoredWinner> Winners)> Winners(ITuningTarget target, IReadOnlyList<SpecEntry> specs, VerifySettings settings)
    {
        using var reader = CommonOptions.OpenDatabase(settings.Database);
        var found = new List<(SpecEntry, IReadOnlyList<StoredWinner>)>();
        foreach (var spec in specs.DistinctBy(one => one.Hash))
        {
            IReadOnlyList<StoredWinner> winners = target.WhyNotSpec(spec) is null
                ? [.. StoredWinner.Of(reader.Rows(spec.Hash), target, spec).Where(winner => settings.Buckets?.Contains(winner.Bucket) ?? true)]
                : [];
            if (winners.Count > 0)
                found.Add((spec, winners));
        }
        return found;
    }

    private static string Summary(List<WinnerState> states)
    {
        var counts = states.GroupBy(state => state).OrderBy(group => group.Key).Select(group => FormattableString.Invariant($"{group.Count()} {Text(group.Key)}"));
        return FormattableString.Invariant($"{states.Count} {(states.Count == 1 ? "winner" : "winners")}: {string.Join(", ", counts)}");
    }

    private static string Text(WinnerState state) => state switch
    {
        WinnerState.Best => "still the best",
        WinnerState.Alone => "correct, without a runner-up",
        WinnerState.Slower => "now slower than another",
        WinnerState.Wrong => "wrong",
        WinnerState.Stale => "of an older emitter or no longer emitted",
        _ => "not verified",
    };
}

/// <summary>What to verify.</summary>
/// <param name="Source">The assembly or project.</param>
/// <param name="Specs">The specs; none means all.</param>
/// <param name="Buckets">The buckets; null means all.</param>
/// <param name="Budget">Time for each spec.</param>
/// <param name="Threads">Threads of every run; 0 means one per processor.</param>
/// <param name="Database">The database.</param>
/// <param name="Data">What <c>--data</c> says.</param>
/// <param name="Target">Where.</param>
/// <param name="Device">What <c>--device</c> says, or null.</param>
internal sealed record VerifySettings(
    string Source, IReadOnlyList<string> Specs, IReadOnlyList<ShapeBucket>? Buckets, TimeSpan Budget, int Threads, string Database, IReadOnlyList<string> Data,
    ToolTarget Target, string? Device);
