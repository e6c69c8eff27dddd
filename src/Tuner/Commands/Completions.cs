using System.CommandLine.Completions;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary>
/// What the shell offers for words that only the user's files know. Nobody waits for a build or wants an error here: what cannot be read at once offers nothing.
/// </summary>
internal static class Completions
{
    /// <summary>The specs of the assembly on the command line; of a project, those of its last build.</summary>
    public static IEnumerable<string> Specs(CompletionContext context) => OrNothing(() =>
    {
        var names = Assembly(context) is { } path ? SpecAttributeReader.Specs(path).Select(spec => spec.TypeName).ToList() : [];
        var simple = names.Select(name => name[(name.LastIndexOfAny(['.', '+']) + 1)..]).ToList();
        return [.. names.Zip(simple, (name, shortened) => simple.Count(one => one == shortened) == 1 ? shortened : name)];
    });

    /// <summary>The devices of the target on the command line.</summary>
    public static IEnumerable<string> Devices(ToolTargets targets, CompletionContext context) => OrNothing(() =>
    {
        var name = Word(context, "--target") ?? targets.All[0].Name;
        var target = targets.All.FirstOrDefault(one => one.Name == name);
        return target is { HasDevices: true } ? [.. target.Devices(Assembly(context)).Devices.Select(device => device.Key.Length > 0 ? device.Key : device.Number)] : [];
    });

    /// <summary>The devices in the database.</summary>
    public static IEnumerable<string> MeasuredDevices(CompletionContext context) => Measured(context, row => row.Key.DeviceKey);

    /// <summary>The buckets in the database.</summary>
    public static IEnumerable<string> MeasuredBuckets(CompletionContext context) => Measured(context, row => row.Key.Bucket.ToString());

    /// <summary>The specs in the database.</summary>
    public static IEnumerable<string> MeasuredSpecs(CompletionContext context) => Measured(context, row => row.SpecName);

    private static IEnumerable<string> Measured(CompletionContext context, Func<TuningRow, string> name) => OrNothing(() =>
    {
        using var reader = TuningDatabaseReader.Open(CommonOptions.DatabasePath(Word(context, "--db")));
        return [.. (reader?.Rows() ?? []).Select(name).Distinct().Order(StringComparer.Ordinal)];
    });

    private static string? Assembly(CompletionContext context) => Word(context, "assembly") is { } source ? ProjectBuilder.LastBuilt(source) : null;

    // What stands for an argument or an option of a command line that may be far from complete.
    private static string? Word(CompletionContext context, string name)
    {
        var result = context.ParseResult.CommandResult.Children.FirstOrDefault(child => NameOf(child) == name);
        return result?.Tokens is [var token, ..] ? token.Value : null;

        static string? NameOf(System.CommandLine.Parsing.SymbolResult symbol) => symbol switch
        {
            System.CommandLine.Parsing.ArgumentResult argument => argument.Argument.Name,
            System.CommandLine.Parsing.OptionResult option => option.Option.Name,
            _ => null,
        };
    }

    private static IReadOnlyList<string> OrNothing(Func<IReadOnlyList<string>> words)
    {
        try
        {
            return words();
        }
        catch (Exception error) when (error is ToolException or TuningDatabaseException or IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return [];
        }
    }
}
