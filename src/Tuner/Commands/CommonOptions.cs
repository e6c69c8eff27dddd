using System.CommandLine;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary>Arguments and options that several commands share.</summary>
internal static class CommonOptions
{
    // A server restarts in less; what was measured meanwhile would be lost.
    private static readonly TimeSpan s_longestOutage = TimeSpan.FromMinutes(1);

    /// <summary>The assembly or project.</summary>
    public static Argument<string> Source() => new("assembly")
    {
        Description = "An assembly with specs (.dll, or the executable beside it), or a C# project (.csproj or its folder), which is then built in Release.",
    };

    /// <summary>One spec.</summary>
    public static Argument<string> Spec()
    {
        var argument = new Argument<string>("spec") { Description = "The spec's class, with or without its namespace." };
        argument.CompletionSources.Add(Completions.Specs);
        return argument;
    }

    /// <summary>Some of the specs.</summary>
    public static Option<string[]> Specs(string description)
    {
        var option = new Option<string[]>("--spec") { Description = description, HelpName = "name" };
        option.CompletionSources.Add(Completions.Specs);
        return option;
    }

    /// <summary>The database.</summary>
    public static Option<string?> Database() => new("--db")
    {
        Description = $"The tuning database, a file or a PostgreSQL server's (\"Host=...;Database=...\", postgres://...); by default what {TuningDatabaseLocation.Variable} names, else kernelgen/tuning.db in the local "
            + "application data.",
        HelpName = "database",
    };

    /// <summary>Threads.</summary>
    public static Option<int> Threads()
    {
        var option = new Option<int>("--threads")
        {
            Description = "Threads to use; 0, the default, means one per processor.",
            HelpName = "n",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var threads) && threads < 0)
                result.AddError($"--threads is {threads}; it must be 0 (one per processor) or more.");
        });
        return option;
    }

    /// <summary>Where to compute.</summary>
    public static Option<string> Target(ToolTargets targets)
    {
        var option = new Option<string>("--target")
        {
            Description = $"Where: {string.Join("; ", targets.All.Select(one => $"{one.Name}, {one.Summary}"))}.",
            HelpName = "target",
            DefaultValueFactory = _ => targets.All[0].Name,
        };
        option.CompletionSources.Add([.. targets.All.Select(one => one.Name)]);
        return option;
    }

    /// <summary>Which device.</summary>
    public static Option<string?> Device(ToolTargets targets)
    {
        var option = new Option<string?>("--device")
        {
            Description = "Which device of the target: a number, a part of a name or a key, as `devices` lists them; of cuda a UUID too. By default the first one.",
            HelpName = "device",
        };
        option.CompletionSources.Add(context => Completions.Devices(targets, context));
        return option;
    }

    /// <summary>A pinned variant.</summary>
    public static Option<string?> Variant(string description) => new("--variant")
    {
        Description = description,
        HelpName = "id",
    };

    /// <summary>Data of the calls.</summary>
    public static Option<string[]> Data(string description) => new("--data")
    {
        Description = description + " An array is a .npy file (name=file.npy), a single int, float or bool is written (name=3).",
        HelpName = "name=value",
    };

    /// <summary>Where the database is: the option, else the default.</summary>
    public static string DatabasePath(string? given) => string.IsNullOrWhiteSpace(given) ? TuningDatabaseLocation.Default() : given;

    /// <summary>Opens the database for writing; warns when a damaged file had to make way, and while a server is away.</summary>
    public static TuningDatabaseWriter OpenForWriting(ToolConsole console, string? given)
    {
        var database = TuningDatabaseWriter.Open(DatabasePath(given), new Patience(s_longestOutage, line => console.Error.WriteLine("warning: " + line)));
        if (database.SetAside is { } aside)
        {
            console.Error.WriteLine(
                $"warning: the tuning database '{database.Name}' was damaged; it now lies at '{aside}', and a new one was started.");
        }
        return database;
    }

    /// <summary>Opens the database for reading; says where it looked when there is none.</summary>
    public static TuningDatabaseReader OpenDatabase(string? given)
    {
        var path = DatabasePath(given);
        return TuningDatabaseReader.Open(path)
            ?? throw new ToolException(
                $"There is no tuning database at '{TuningDatabaseLocation.Describe(path)}' (or it is empty). Run `{ToolCommands.Name} tune` first, or name one with --db.");
    }
}
