using System.Globalization;

namespace KernelGen.Tuner.Reports;

/// <summary>What a source brought to a database.</summary>
/// <param name="Source">Where it came from.</param>
/// <param name="Measurements">How many there were.</param>
/// <param name="Added">How many were not there already.</param>
internal sealed record AddedMeasurements(string Source, int Measurements, int Added);

/// <summary>What was added to a database, and from where.</summary>
internal static class AddedTable
{
    private static readonly Listing<AddedMeasurements> Columns = new(
        new("Source", "source", one => one.Source),
        new("Measurements", "measurements", one => one.Measurements),
        new("Added", "added", one => one.Added));

    /// <summary>Prints it: a sentence for one source, a table for several.</summary>
    public static void Print(ToolConsole console, string database, IReadOnlyList<AddedMeasurements> sources)
    {
        if (sources.Count > 1 || console.Format != ListFormat.Table)
            Columns.Write(console, sources);
        int all = sources.Sum(one => one.Measurements), added = sources.Sum(one => one.Added);
        console.Notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Added {added} of {all} {(all == 1 ? "measurement" : "measurements")} to {database}; {all - added} were there already"));
    }
}
