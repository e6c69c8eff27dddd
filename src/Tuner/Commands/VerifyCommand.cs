using System.CommandLine;
using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Reports;
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
            "kernelgen verify App.dll --target cuda --device 0",
            "kernelgen verify App.dll --csv > verdicts.csv")
        {
            source, spec, target, device, shapes, budget, threads, database, data,
        };
        command.FailsWhen = "a winner is wrong";
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed => Run(lists.Console(parsed, console), new VerifySettings(
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
        console.Notes.WriteLine($"Verifying on {target.Describe()}, key {target.DeviceKey}");
        return Verify(console, target, specs, settings);
    }

    /// <summary>Verifies the winners of specs on a device that is open.</summary>
    /// <returns>The exit code.</returns>
    internal static int Verify(ToolConsole console, ITuningTarget target, IReadOnlyList<SpecEntry> specs, VerifySettings settings)
    {
        var given = GivenData.Read(settings.Data, specs);
        var places = Places(target, specs, settings);
        // A database that cannot be written is good enough as long as nothing is wrong.
        var database = new Lazy<TuningDatabaseWriter>(() => CommonOptions.OpenForWriting(console, settings.Database));
        using var interruption = new Interruption();
        var verified = new List<VerifiedWinner>();
        try
        {
            foreach (var place in places)
            {
                var sources = new TuningData([place.Spec], given, [.. place.Asked.Select(winner => winner.Shape)]);
                foreach (var note in sources.Notes)
                    console.Notes.WriteLine(note);
                var recorder = new MeasurementRecorder(database, target, place.Spec, settings.Threads, "verify");
                foreach (var source in sources.Tunable)
                    verified.AddRange(Verify(console, new WinnerVerifier(target, recorder, source, settings.Threads), place, settings.Budget, interruption.Token));
            }
        }
        finally
        {
            if (database.IsValueCreated)
                database.Value.Dispose();
        }
        VerdictTable.PrintForPrograms(console, verified);
        console.Notes.WriteLine(places.Count > 0
            ? VerdictTable.Summary(verified)
            : $"The database has no winners of {(settings.Buckets is null ? "these specs" : "these specs and shapes")} on {target.DeviceKey}.");
        return verified.Exists(one => one.Verdict.State == WinnerState.Wrong) ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    private static List<VerifiedWinner> Verify(
        ToolConsole console, WinnerVerifier verifier, SpecWinners winners, TimeSpan budget, CancellationToken cancellation)
    {
        var verified = new List<VerifiedWinner>();
        foreach (var verdict in verifier.Verify(winners.Asked, winners.All, budget, cancellation))
        {
            verified.Add(new VerifiedWinner(winners.Spec, verdict));
            console.Notes.WriteLine(verified[^1]);
        }
        return verified;
    }

    // Results are filed under the canonical text, so classes that declare the same have the same winners.
    private static List<SpecWinners> Places(ITuningTarget target, IReadOnlyList<SpecEntry> specs, VerifySettings settings)
    {
        using var reader = CommonOptions.OpenDatabase(settings.Database);
        var found = new List<SpecWinners>();
        foreach (var spec in specs.DistinctBy(one => one.Hash).Where(one => target.WhyNotSpec(one) is null))
        {
            var all = StoredWinner.Of(reader.Rows(spec.Hash), target, spec);
            IReadOnlyList<StoredWinner> asked = [.. all.Where(winner => settings.Buckets?.Contains(winner.Bucket) ?? true)];
            if (asked.Count > 0)
                found.Add(new SpecWinners(spec, asked, all));
        }
        return found;
    }

    // The winners of a spec: those that were asked for, and all.
    private sealed record SpecWinners(SpecEntry Spec, IReadOnlyList<StoredWinner> Asked, IReadOnlyList<StoredWinner> All);
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
