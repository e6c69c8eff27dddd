using System.Globalization;
using KernelGen.Selection;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;
using Spectre.Console;

namespace KernelGen.Tuner.Reports;

/// <summary>The winners of some specs on a device, with how far behind the runner-up is.</summary>
internal static class WinnersTable
{
    /// <summary>Prints them; says so when there are none.</summary>
    public static void Print(ToolConsole console, string databasePath, IReadOnlyList<SpecEntry> specs, string deviceKey)
    {
        var table = new Table().AddColumns("Spec", "Shapes", "Winner", "Median", "Runner-up", "behind by");
        table.Columns[3].RightAligned();
        table.Columns[5].RightAligned();
        using (var reader = TuningDatabaseReader.Open(databasePath))
        {
            foreach (var spec in specs)
                Add(table, spec, reader?.Rows(spec.Hash) ?? [], deviceKey);
        }
        if (table.Rows.Count == 0)
            console.Output.WriteLine("No variant has been measured to the end yet.");
        else
            console.Ansi().Write(table);
    }

    private static void Add(Table table, SpecEntry spec, IReadOnlyList<TuningRow> rows, string deviceKey)
    {
        var own = rows.Where(row => row.Key.DeviceKey == deviceKey);
        foreach (var (_, bucket, ranked) in TunedTable.Winners(own).OrderBy(winner => winner.Bucket.ToString(), StringComparer.Ordinal))
        {
            var winner = ranked[0];
            var second = ranked.Count > 1 ? ranked[1] : null;
            table.AddRow(
                Markup.Escape(spec.SimpleName),
                bucket.ToString(),
                Markup.Escape(winner.Variant),
                TimeText.Microseconds(winner.Median),
                Markup.Escape(second?.Variant ?? "none"),
                second is null ? "" : Behind(winner, second));
        }
    }

    private static string Behind(MeasuredVariant winner, MeasuredVariant second) => WinnerRule.IsWithinNoise(winner, second)
        ? "noise"
        : string.Create(CultureInfo.InvariantCulture, $"{100 * (second.Median / winner.Median - 1):F1} %");
}
