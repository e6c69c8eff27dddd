using System.CommandLine;
using KernelGen.Selection;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen tune</c>.</summary>
internal static class TuneCommand
{
    private const string DefaultBudget = "30s";

    private static readonly string[] CacheStates = ["warm", "cold"];

    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var source = CommonOptions.Source();
        var spec = CommonOptions.Specs("Tune only this spec; may be given several times. All of them by default.");
        var shapes = new Option<string?>("--shapes")
        {
            Description = $"Shapes to tune for, separated by semicolons, with lists, doubling ranges and names of models: \"{ShapeList.Example}\". Models: "
                + string.Join(", ", ModelShapes.All.Select(model => model.Name)) + ". By default "
                + string.Join(" and ", DefaultShapes.All.Select(shape => ShapeText.Write(shape))) + ".",
            HelpName = "shapes",
        };
        var strategy = new Option<string>("--strategy")
        {
            Description = $"What to sample: {string.Join("; ", SearchStrategies.All.Select(one => $"{one.Name}, {one.Summary}"))}.",
            HelpName = "name",
            DefaultValueFactory = _ => SearchStrategies.Default.Name,
        };
        var cache = new Option<string>("--cache")
        {
            Description = "What the processor's caches hold when a run starts: warm, what the run before left; cold, something else.",
            HelpName = "state",
            DefaultValueFactory = _ => CacheStates[0],
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only list what would be sampled, in which order, and why the rest is left out." };
        var budget = new Option<string>("--budget")
        {
            Description = "Time for each spec, compiling and checking included, such as 60s or 2m.",
            HelpName = "time",
            DefaultValueFactory = _ => DefaultBudget,
        };
        var threads = CommonOptions.Threads();
        var database = CommonOptions.Database();
        var export = new Option<string?>("--export")
        {
            Description = "Afterwards write the winners into this folder, as the export command does.",
            HelpName = "folder",
        };
        var comment = new Option<string?>("--comment")
        {
            Description = "A remark that is stored with every measurement.",
            HelpName = "text",
        };
        var data = CommonOptions.Data(
            "A data parameter of a spec's mask or score; what is not given is made up, and said so. Arrays must fit all shapes.");
        var target = CommonOptions.Target(targets);
        var device = CommonOptions.Device(targets);
        var again = new Option<bool>("--again") { Description = "Measure again what has been measured before." };
        var command = new ToolCommand(
            "tune",
            "Measures the variants of specs on this machine's processor, on an NVIDIA GPU, or on an accelerator of ILGPU, and stores the results. Ctrl-C keeps what was measured; a second run resumes.",
            "kernelgen tune bin/Release/net10.0/App.dll",
            "kernelgen tune samples/QuickStart --spec LlamaAttention --budget 2m --export tuning-db",
            "kernelgen tune App.dll --shapes \"B1,Hq32,Hkv8,Nq2048,Nk2048;B1,Hq32,Hkv8,Nq1,Nk8192\" --threads 1 --comment \"quiet machine\"",
            "kernelgen tune App.dll --shapes \"llama3-8b;Hq8,N=512..4096\" --strategy exhaustive --budget 20m --db sweep.db",
            "kernelgen tune App.dll --shapes bert-base --dry-run",
            "kernelgen tune App.dll --target cuda --device 0 --budget 2m --export tuning-db",
            "kernelgen tune App.dll --target ilgpu --device H200 --budget 2m --export tuning-db")
        {
            source, spec, target, device, shapes, strategy, budget, threads, cache, database, export, data, comment, again, dryRun,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var on = targets.Find(parsed.GetRequiredValue(target), parsed.GetValue(device), parsed.GetValue(threads));
            return Run(lists.Console(parsed, console), new TuneSettings(
                parsed.GetRequiredValue(source),
                parsed.GetValue(spec) ?? [],
                parsed.GetValue(database),
                parsed.GetValue(export),
                parsed.GetValue(data) ?? [],
                on,
                parsed.GetValue(device),
                SearchStrategies.Find(parsed.GetRequiredValue(strategy)),
                parsed.GetValue(dryRun),
                new TuneOptions
                {
                    Shapes = parsed.GetValue(shapes) is { } text ? ShapeList.Parse("--shapes", text) : DefaultShapes.All,
                    Cache = Cache(parsed.GetRequiredValue(cache), on),
                    Budget = DurationText.Parse("--budget", parsed.GetRequiredValue(budget)),
                    Threads = parsed.GetValue(threads),
                    Again = parsed.GetValue(again),
                    Comment = parsed.GetValue(comment) ?? "",
                }));
        });
        return command;
    }

    private static int Run(ToolConsole console, TuneSettings settings)
    {
        var catalog = SpecCatalog.Open(settings.Source, console);
        var specs = catalog.Choose(settings.Specs);
        using var target = settings.Target.OpenTuning(catalog.Path, settings.Device, settings.Options.Threads);
        var options = settings.Options with { Shapes = Tunable(console, target, settings.Options.Shapes) };
        var sources = new TuningData(specs, GivenData.Read(settings.Data, specs), options.Shapes);
        if (settings.IsDryRun)
            return Plan(console, target, settings, sources, options);
        using var database = CommonOptions.OpenForWriting(console, settings.Database);
        console.Notes.WriteLine($"Tuning on {target.Describe()}, key {target.DeviceKey}");
        console.Notes.WriteLine($"Database {database.Name}");
        using var interruption = new Interruption();
        int All(ITuneProgress progress) => TuneAll(target, settings.Strategy, database, sources, options, progress, interruption.Token);
        var measured = console.IsTerminal ? TerminalTuneProgress.Show(console.Ansi(), All) : All(new PlainTuneProgress(console.Notes));
        if (interruption.Token.IsCancellationRequested)
            console.Notes.WriteLine($"Interrupted. {measured} measurements of this run are kept; run the same command again to go on.");
        PrintWinners(console, settings.Target, catalog.Path, specs, database.Location, target.DeviceKey);
        if (settings.Export is { } folder)
            ExportCommand.ExportIfMeasured(console, database.Location, folder, target.DeviceKey);
        return ExitCodes.Done;
    }

    private static void PrintWinners(
        ToolConsole console, ToolTarget target, string assembly, IReadOnlyList<SpecEntry> specs, string databasePath, string deviceKey)
    {
        using var reader = TuningDatabaseReader.Open(databasePath);
        WinnersTable.Print(console, [.. specs.Where(spec => target.WhyNotSpec(spec.Spec) is null).SelectMany(spec => Standing
            .Of(spec.Name, [.. (reader?.Rows(spec.Hash) ?? []).Where(row => row.Key.DeviceKey == deviceKey)])
            .Select(one => one with { Rival = target.AnalyticChoice(spec, TargetVariants.Emitted(target, assembly, spec), one.Device, one.Bucket) }))]);
    }

    private static IReadOnlyList<AttentionShape> Tunable(ToolConsole console, ITuningTarget target, IReadOnlyList<AttentionShape> shapes)
    {
        foreach (var shape in shapes)
        {
            if (target.WhyNotShape(shape) is { } reason)
                console.Notes.WriteLine($"{ShapeText.Write(shape)} is left out: {reason}.");
        }
        IReadOnlyList<AttentionShape> tunable = [.. shapes.Where(shape => target.WhyNotShape(shape) is null)];
        return tunable.Count > 0 ? tunable : throw new ToolException("--shapes has no shape for which there is anything to choose.");
    }

    private static int Plan(ToolConsole console, ITuningTarget target, TuneSettings settings, TuningData sources, TuneOptions options)
    {
        var path = CommonOptions.DatabasePath(settings.Database);
        var plan = from source in sources.Tunable.DistinctBy(source => source.Spec.Hash)
                   where target.WhyNotSpec(source.Spec) is null
                   let address = new MeasurementAddress(target, source.Spec, options.Threads)
                   let earlier = options.Again ? EarlierResults.None(address) : EarlierResults.Read(address, path)
                   from shape in options.Shapes
                   from variant in DryRun.Plan(settings.Strategy, address, earlier, path, shape)
                   select variant;
        PlanTable.Print(console, [.. plan]);
        return ExitCodes.Done;
    }

    private static CacheState Cache(string state, ToolTarget target)
    {
        if (!CacheStates.Contains(state))
            throw new ToolException($"--cache is '{state}'; the closest is '{ClosestName.Of(state, CacheStates)}', allowed are {string.Join(", ", CacheStates)}.");
        var isCold = state != CacheStates[0];
        return isCold && !target.CanEmptyCaches
            ? throw new ToolException($"--cache is '{state}' with --target {target.Name}; only the processor's caches can be emptied: leave one of the two away.")
            : isCold ? CacheState.Cold : CacheState.Warm;
    }

    private static int TuneAll(
        ITuningTarget target, ISearchStrategy strategy, TuningDatabaseWriter database, TuningData sources, TuneOptions options, ITuneProgress progress,
        CancellationToken cancellation)
    {
        var session = new TuneSession(target, strategy, database, progress, options);
        var measured = 0;
        foreach (var note in sources.Notes)
            progress.Note(note);
        // Results are filed under the canonical text, so classes that declare the same are measured once.
        var distinct = sources.Tunable.DistinctBy(source => source.Spec.Hash).ToList();
        foreach (var spec in sources.Tunable.Except(distinct).Select(source => source.Spec))
            progress.Note($"{spec.Name} is the same spec as {distinct.First(one => one.Spec.Hash == spec.Hash).Spec.Name} and shares its results.");
        for (var i = 0; i < distinct.Count && !cancellation.IsCancellationRequested; i++)
        {
            progress.Start(distinct[i].Spec.Name, i + 1, distinct.Count, options.Budget);
            measured += session.Tune(distinct[i], cancellation).Measured;
        }
        return measured;
    }

    private sealed record TuneSettings(string Source, IReadOnlyList<string> Specs, string? Database, string? Export, IReadOnlyList<string> Data, ToolTarget Target,
        string? Device, ISearchStrategy Strategy, bool IsDryRun, TuneOptions Options);
}
