using System.Globalization;
using System.Text;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>The tables of a spec. Each scrolls within itself where the page is narrow.</summary>
internal static class ReportTables
{
    /// <summary>The winner of each bucket.</summary>
    public static string Winners(ReportSpec spec) => Table(
        $"Winners of {spec.Name}",
        [new("Shape"), new("Bucket"), new("Winner"), Number("Median"), Number("Lead"), new("Untuned"), Number("Speed-up")],
        spec.Buckets.Where(bucket => bucket.Standing is not null).Select(bucket => Cells(bucket, bucket.Standing!)));

    /// <summary>Every measurement.</summary>
    public static string All(ReportSpec spec) => Table(
        $"All measurements of {spec.Name}",
        [new("Shape"), new("Variant"), new("Status"), Number("Median"), Number("× best"), Number("p20 to p80"), Number("Samples"), Number("Max error"), new("When")],
        spec.Buckets.SelectMany(bucket => bucket.Rows.OrderBy(row => row.Status).ThenBy(row => row.Median ?? double.MaxValue).Select(row => Cells(row, bucket))));

    private static IReadOnlyList<TableCell> Cells(ReportBucket bucket, Standing one) =>
    [
        new(bucket.Label),
        Code(bucket.Bucket.ToString()),
        Code(one.Winner.Variant),
        Number(HtmlText.Time(one.Winner.Median)),
        Number(one switch
        {
            { RunnerUp: null } => "no rival",
            { IsWithinNoise: true } => HtmlText.Invariant($"noise (± {one.NoisePercent:0.0} %)"),
            _ => HtmlText.Invariant($"{one.LeadPercent:0.0} % (± {one.NoisePercent:0.0} %)"),
        }),
        one.Rival is null ? new("unknown") : one.Rival == one.Winner.Variant ? new("the same") : Code(one.Rival),
        Number(one.SpeedUp is { } speedUp ? HtmlText.Ratio(speedUp) + " ×" : one.Rival is null ? "" : "not measured"),
    ];

    private static IReadOnlyList<TableCell> Cells(TuningRow row, ReportBucket bucket) =>
    [
        new(bucket.Label),
        Code(row.Key.Variant),
        new(TuningStatusText.Of(row.Status) + (row.Message.Length > 0 ? ": " + row.Message.Split('\n')[0] : "")) { Style = row.Status == TuningStatus.Ok ? "" : "bad" },
        Number(row.Median is { } median ? HtmlText.Time(median) : ""),
        Number(row.Median / bucket.Standing?.Winner.Median is { } ratio ? HtmlText.Ratio(ratio) : ""),
        Number(row is { P20: { } p20, P80: { } p80 } ? $"{HtmlText.Time(p20)} to {HtmlText.Time(p80)}" : ""),
        Number(row.Samples.ToString(CultureInfo.InvariantCulture)),
        Number(row.MaxError?.ToString("G2", CultureInfo.InvariantCulture) ?? ""),
        new(row.Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
    ];

    private static TableCell Code(string text) => new(text) { Style = "code" };

    private static TableCell Number(string text) => new(text) { Style = "number" };

    private static string Table(string caption, IReadOnlyList<TableCell> headings, IEnumerable<IReadOnlyList<TableCell>> rows)
    {
        // A region that a keyboard can reach, because it may have to be scrolled.
        var html = new StringBuilder($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{HtmlText.Escape(caption)}\"><table><thead><tr>");
        foreach (var heading in headings)
            html.Append($"<th scope=\"col\"{Style(heading)}>{HtmlText.Escape(heading.Text)}</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
                html.Append($"<td{Style(cell)}>{HtmlText.Escape(cell.Text)}</td>");
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table></div>\n").ToString();
    }

    private static string Style(TableCell cell) => cell.Style.Length > 0 ? $" class=\"{cell.Style}\"" : "";

    private sealed record TableCell(string Text)
    {
        public string Style { get; init; } = "";
    }
}
