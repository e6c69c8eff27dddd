using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>One file of tuning-db/: the winners of one device, sorted, so that two exports differ only where results do.</summary>
internal static class ExportFile
{
    /// <summary>The value of "format".</summary>
    public const string Format = "kernelgen-tuning-db 1";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The name of a device's file.</summary>
    public static string FileName(string deviceKey) => DeviceKey.Sanitize(deviceKey) + ".json";

    /// <summary>Writes the winners among a device's rows, keeping what the file holds for specs without any, but for variants that came to nothing since.</summary>
    /// <returns>The file, and how many choices it holds.</returns>
    /// <exception cref="ToolException">The existing file is no export, or the folder cannot be written.</exception>
    public static (string Path, int Count) Write(string folder, string deviceKey, IReadOnlyList<TuningRow> rows)
    {
        var path = Path.Combine(folder, FileName(deviceKey));
        var fresh = Choices(rows);
        var specs = fresh.Select(choice => choice.Spec).ToHashSet();
        var failed = Failed(rows);
        var kept = Read(path).Where(choice => !specs.Contains(choice.Spec) && !failed.Contains((choice.Spec, choice.Variant)));
        var all = kept.Concat(fresh)
            .OrderBy(choice => choice.SpecName, StringComparer.Ordinal)
            .ThenBy(choice => choice.Spec, StringComparer.Ordinal)
            .ThenBy(choice => choice.Bucket, StringComparer.Ordinal)
            .ToList();
        var text = JsonSerializer.Serialize(new Document(Format, deviceKey, all), Json) + "\n";
        WholeFile.Write(path, text);
        return (path, all.Count);
    }

    private static List<Choice> Choices(IReadOnlyList<TuningRow> rows)
    {
        var choices = new List<Choice>();
        foreach (var spec in rows.GroupBy(row => row.Key.SpecHash))
        {
            var current = CurrentRows.Of([.. spec]);
            foreach (var (_, bucket, ranked) in BucketRanking.Of(current))
            {
                var last = current.Last(row => row.Key.Variant == ranked[0].Variant && row.Key.Bucket == bucket);
                choices.Add(new Choice(
                    spec.Key, last.SpecName, bucket.ToString(), ranked[0].Variant, Math.Round(ranked[0].Median, 1),
                    ranked.Count > 1 ? ranked[1].Variant : null, last.Key.EmitterVersion, last.ToolVersion));
            }
        }
        return choices;
    }

    // The variants of which the newest word is that they are wrong or fail: a spec may have no winner any more, and its old one must not stay.
    private static HashSet<(string Spec, string Variant)> Failed(IReadOnlyList<TuningRow> rows)
        => [.. rows.GroupBy(row => row.Key.SpecHash)
            .SelectMany(spec => CurrentRows.Of([.. spec]))
            .Where(TunedTable.Speaks)
            .GroupBy(row => row.Key)
            .Where(key => key.Last().Status != TuningStatus.Ok)
            .Select(key => (key.Key.SpecHash, key.Key.Variant))];

    private static IReadOnlyList<Choice> Read(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            var document = JsonSerializer.Deserialize<Document>(File.ReadAllText(path), Json);
            if (document?.Format == Format)
                return document.Choices ?? [];
        }
        catch (JsonException)
        {
            // Told below, like a wrong format.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"'{path}' cannot be read: {error.Message}");
        }
        throw new ToolException($"'{path}' exists and is no export of format \"{Format}\"; move it away or export elsewhere.");
    }

    private sealed record Document(string Format, string Device, IReadOnlyList<Choice>? Choices);

    private sealed record Choice(
        string Spec, string SpecName, string Bucket, string Variant, double MedianMicroseconds, string? RunnerUp, int EmitterVersion,
        string ToolVersion);
}
