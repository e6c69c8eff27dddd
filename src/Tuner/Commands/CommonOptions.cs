using System.CommandLine;
using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary>Arguments and options that several commands share.</summary>
internal static class CommonOptions
{
    private static readonly string[] Targets = ["cpu", "ilgpu"];

    /// <summary>The assembly or project.</summary>
    public static Argument<string> Source() => new("assembly")
    {
        Description = "An assembly with specs (.dll or .exe), or a C# project (.csproj or its folder), which is then built in Release.",
    };

    /// <summary>One spec.</summary>
    public static Argument<string> Spec() => new("spec")
    {
        Description = "The spec's class, with or without its namespace.",
    };

    /// <summary>The database.</summary>
    public static Option<string?> Database() => new("--db")
    {
        Description = $"The tuning database; by default what {TuningDatabaseLocation.Variable} names, else kernelgen/tuning.db in the local "
            + "application data.",
        HelpName = "file",
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
    public static Option<string> Target() => new("--target")
    {
        Description = "Where: cpu, or ilgpu for an accelerator of the ILGPU that the assembly is deployed with.",
        HelpName = "target",
        DefaultValueFactory = _ => Targets[0],
    };

    /// <summary>The target that was given.</summary>
    /// <exception cref="ToolException">There is no such target, or the device or the threads do not belong to it.</exception>
    public static bool IsIlgpu(string target, string? device, int threads)
    {
        var known = Targets.FirstOrDefault(one => string.Equals(one, target, StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            throw new ToolException(
                $"--target is '{target}'; the closest is '{ClosestName.Of(target, Targets)}', allowed are {string.Join(", ", Targets)}.");
        }
        if (known == Targets[0] && device is not null)
            throw new ToolException($"--device is '{device}', but the target is {known}, which has one device; give --target {Targets[1]}.");
        if (known == Targets[1] && threads > 0)
            throw new ToolException($"--threads is {threads}, but the target is {known}, whose threads the kernels decide; leave it out.");
        return known == Targets[1];
    }

    /// <summary>Which accelerator.</summary>
    public static Option<string?> Device() => new("--device")
    {
        Description = "Which accelerator of --target ilgpu: a number or a part of a name, as `devices` lists them. By default the first one.",
        HelpName = "device",
    };

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

    /// <summary>Opens the database for reading; says where it looked when there is none.</summary>
    public static TuningDatabaseReader OpenDatabase(string? given)
    {
        var path = DatabasePath(given);
        return TuningDatabaseReader.Open(path)
            ?? throw new ToolException(
                $"There is no tuning database at '{path}' (or it is empty). Run `{ToolCommands.Name} tune` first, or name one with --db.");
    }
}
