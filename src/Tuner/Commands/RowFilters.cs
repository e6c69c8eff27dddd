using System.CommandLine;
using KernelGen.Selection;

namespace KernelGen.Tuner.Commands;

/// <summary>Options that choose among measurements.</summary>
internal static class RowFilters
{
    /// <summary>Only devices whose key contains a text.</summary>
    public static Option<string?> Device()
    {
        var option = Text("--device", "Only devices whose key contains this.");
        option.CompletionSources.Add(Completions.MeasuredDevices);
        return option;
    }

    /// <summary>Only one bucket.</summary>
    public static Option<string?> Bucket()
    {
        var option = Text("--bucket", "Only this shape bucket, for example h8-q1024-k1024.");
        option.CompletionSources.Add(Completions.MeasuredBuckets);
        return option;
    }

    /// <summary>An option with some text.</summary>
    public static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "text" };

    /// <summary>Whether a text has the part that was asked for, if any was.</summary>
    public static bool Contains(string text, string? part) => part is null || text.Contains(part, StringComparison.OrdinalIgnoreCase);

    /// <summary>The bucket that <c>--bucket</c> names, or null.</summary>
    /// <exception cref="ToolException">It is none.</exception>
    public static ShapeBucket? ParseBucket(string? text)
    {
        if (text is null)
            return null;
        return ShapeBucket.TryParse(text, out var bucket)
            ? bucket
            : throw new ToolException($"--bucket is '{text}'; a bucket looks like h8-q1024-k1024.");
    }
}
