using System.Text;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>Draws what tuning gained: for each shape the time of what runs untuned, and beside it the winner's.</summary>
internal static class GainChart
{
    private const int Width = 460, RowHeight = 58, Top = 6, Bar = 12, Track = 330;

    /// <summary>The picture.</summary>
    /// <param name="buckets">The shapes; each has a winner.</param>
    /// <param name="description">For screen readers.</param>
    public static string Draw(IReadOnlyList<ReportBucket> buckets, string description)
    {
        var height = Top + buckets.Count * RowHeight;
        var svg = new StringBuilder(HtmlText.Invariant(
            $"<svg class=\"chart gain\" viewBox=\"0 0 {Width} {height}\" role=\"img\"><title>{HtmlText.Escape(description)}</title>\n"));
        for (var i = 0; i < buckets.Count; i++)
            svg.Append(Row(buckets[i], Top + i * RowHeight));
        return svg.Append("</svg>").ToString();
    }

    private static string Row(ReportBucket bucket, int y)
    {
        var standing = bucket.Standing!;
        var label = $"<text class=\"label\" x=\"0\" y=\"{y + 12}\">{bucket.Label}</text>";
        if (standing.MeasuredRival is not { } rival)
            return label + HtmlText.Invariant($"<text class=\"note\" x=\"0\" y=\"{y + 30}\">untuned choice not measured; tuned {HtmlText.Time(standing.Winner.Median)}</text>\n");
        var longest = Math.Max(rival.Median, standing.Winner.Median);
        var (untuned, tuned) = (Track * rival.Median / longest, Track * standing.Winner.Median / longest);
        var same = rival.Variant == standing.Winner.Variant;
        return label + HtmlText.Invariant($"""
            <text class="gainnumber{(same ? " same" : "")}" x="{Width}" y="{y + 12}">{(same ? "same" : HtmlText.Ratio(rival.Median / standing.Winner.Median) + " ×")}</text>
            <g><title>{HtmlText.Escape($"untuned {rival.Variant}: {HtmlText.Time(rival.Median)}")}</title><rect class="untunedbar" x="0" y="{y + 18}" width="{HtmlText.Number(untuned)}" height="{Bar}"/><text class="bartext" x="{HtmlText.Number(untuned + 6)}" y="{y + 28}">{HtmlText.Time(rival.Median)}</text></g>
            <g><title>{HtmlText.Escape($"tuned {standing.Winner.Variant}: {HtmlText.Time(standing.Winner.Median)}")}</title><rect class="tunedbar" x="0" y="{y + 33}" width="{HtmlText.Number(tuned)}" height="{Bar}"/><text class="bartext" x="{HtmlText.Number(tuned + 6)}" y="{y + 43}">{HtmlText.Time(standing.Winner.Median)}</text></g>

            """);
    }
}
