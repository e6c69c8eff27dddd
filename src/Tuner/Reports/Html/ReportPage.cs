using System.Globalization;
using System.Text;
using KernelGen.Devices;
using KernelGen.Templates.Expressions;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>Writes a report as one HTML file that needs nothing else.</summary>
internal static class ReportPage
{
    // Without it everything is shown one below the other.
    private const string Script = """
        const select = document.getElementById('device');
        select.closest('label').hidden = false;
        const show = () => { for (const part of document.querySelectorAll('.device')) part.hidden = select.value !== '' && part.id !== select.value; };
        select.addEventListener('change', show);
        show();
        """;

    /// <summary>The file's text.</summary>
    public static string Write(ReportData data)
    {
        var html = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>KernelGen tuning report</title>
            <link rel="icon" href="data:,">
            <style>
            {ReportStyle.Css}</style>
            </head>
            <body>

            """);
        Header(html, data);
        html.Append("<main>\n");
        foreach (var device in data.Devices)
            Device(html, device);
        html.Append("</main>\n<footer class=\"muted small\"><p>Made by <code>kernelgen report</code>. Times are medians; the winner must beat the runner-up by more than the noise, else the smaller tile of the two wins.</p></footer>\n");
        if (data.Devices.Count > 1)
            html.Append($"<script>\n{Script}\n</script>\n");
        return html.Append("</body>\n</html>\n").ToString().ReplaceLineEndings("\n");
    }

    private static void Header(StringBuilder html, ReportData data)
    {
        var rows = data.Devices.Sum(device => device.Specs.Sum(spec => spec.Rows.Count));
        html.Append(HtmlText.Invariant($"""
            <header>
            <h1>Tuning report</h1>
            <p class="muted wide">{Count(rows, "measurement")} on {Count(data.Devices.Count, "device")} from <code>{HtmlText.Escape(data.Database)}</code>; {data.Created.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} UTC</p>

            """));
        if (data.Devices.Count > 1)
        {
            html.Append("<p><label hidden>Device <select id=\"device\"><option value=\"\">all of them</option>");
            foreach (var device in data.Devices)
                html.Append($"<option value=\"{HtmlText.Anchor(device.Key)}\">{HtmlText.Escape(device.Key)}</option>");
            html.Append("</select></label></p>\n");
        }
        html.Append("</header>\n");
    }

    private static void Device(StringBuilder html, ReportDevice device)
    {
        var title = DeviceKey.TryParse(device.Key, out var key) ? key.Model : device.Key;
        html.Append($"<section class=\"device\" id=\"{HtmlText.Anchor(device.Key)}\">\n<h2>{HtmlText.Escape(title)}</h2>\n<p class=\"muted small\"><code>{HtmlText.Escape(device.Key)}</code><br>{HtmlText.Escape(device.Environments[0])}");
        if (device.Environments.Count > 1)
            html.Append(HtmlText.Invariant($" (and {device.Environments.Count - 1} more)"));
        html.Append("</p>\n");
        if (device.Specs.Count > 1)
        {
            html.Append("<ul class=\"chips\">");
            foreach (var spec in device.Specs)
                html.Append($"<li><a href=\"#{Anchor(device, spec)}\">{HtmlText.Escape(SimpleName(spec))}</a></li>");
            html.Append("</ul>\n");
        }
        foreach (var spec in device.Specs)
            Spec(html, device, spec);
        html.Append("</section>\n");
    }

    private static void Spec(StringBuilder html, ReportDevice device, ReportSpec spec)
    {
        html.Append($"<article class=\"panel\" id=\"{Anchor(device, spec)}\">\n<h3>{HtmlText.Escape(spec.Name)}</h3>\n<p class=\"muted small\">{Describe(spec)}</p>\n");
        Charts(html, device, spec);
        Maps(html, spec);
        html.Append("<h4>Winners</h4>\n").Append(ReportTables.Winners(spec));
        html.Append(HtmlText.Invariant($"<details><summary>All {spec.Rows.Count} measurements</summary>\n")).Append(ReportTables.All(spec)).Append("</details>\n</article>\n");
    }

    private static void Charts(StringBuilder html, ReportDevice device, ReportSpec spec)
    {
        html.Append("<div class=\"two\">\n");
        if (SpeedSeries.Of(spec) is { Points.Count: > 0 } series)
        {
            html.Append($"<div><h4>Speed over length</h4>\n<figure>{SpeedChart.Draw(series, device.Ceiling, $"Speed of {spec.Name} over the number of keys")}</figure>\n<ul class=\"key\"><li><span class=\"dash\"></span>tuned</li><li><span class=\"dash untuned\"></span>untuned</li><li>{(series.CountsAllowed ? "only pairs that the mask allows count" : "all pairs count: the mask depends on data")}</li></ul></div>\n");
        }
        var won = spec.Buckets.Where(bucket => bucket.Standing is not null).ToList();
        if (won.Any(bucket => bucket.Standing!.MeasuredRival is not null))
        {
            html.Append($"<div><h4>What tuning gained</h4>\n<figure>{GainChart.Draw(won, $"Times of {spec.Name} untuned and tuned")}</figure>\n<ul class=\"key\"><li><span class=\"block untuned\"></span>untuned</li><li><span class=\"block\"></span>tuned; each pair on its own scale</li></ul></div>\n");
        }
        html.Append("</div>\n");
    }

    private static void Maps(StringBuilder html, ReportSpec spec)
    {
        var maps = spec.Buckets.Select(bucket => (Bucket: bucket, Map: HeatMap.Of(bucket))).Where(one => one.Map is not null).ToList();
        if (maps.Count == 0)
            return;
        html.Append("<h4>Time by tile, relative to the best</h4>\n").Append(Key()).Append("<div class=\"maps\">\n");
        foreach (var (bucket, map) in maps)
            html.Append(Map(spec, bucket, map!, rest: ""));
        html.Append("</div>\n");
        var rests = maps.SelectMany(one => HeatMap.Rests(one.Bucket)).Distinct().ToList();
        if (rests.Count < 2)
            return;
        html.Append($"<p class=\"muted small\">A cell is the best variant with its tile.</p>\n<details><summary>The same, apart for {HtmlText.Escape(string.Join(", ", rests))}</summary>\n");
        foreach (var rest in rests)
        {
            html.Append($"<h5><code>{HtmlText.Escape(rest)}</code></h5>\n<div class=\"maps\">\n");
            foreach (var (bucket, _) in maps.Where(one => HeatMap.Rests(one.Bucket).Contains(rest)))
                html.Append(Map(spec, bucket, HeatMap.Of(bucket, rest)!, rest));
            html.Append("</div>\n");
        }
        html.Append("</details>\n");
    }

    private static string Map(ReportSpec spec, ReportBucket bucket, HeatMap map, string rest)
    {
        var shapes = bucket.Label;
        var below = rest.Length > 0
            ? $"<code>{HtmlText.Escape(rest)}</code>"
            : map.Winner is { } winner ? $"{HtmlText.Time(winner.Median)} with <code>{HtmlText.Escape(winner.Variant)}</code>" : "nothing correct was measured";
        var description = $"Times of {spec.Name} for {shapes} by tile{(rest.Length > 0 ? ", " + rest : "")}, relative to the best";
        return $"<figure><figcaption><b>{shapes}</b><span class=\"muted\">{below}</span></figcaption>{HeatMapSvg.Draw(map, description)}</figure>\n";
    }

    private static string Key()
    {
        var html = new StringBuilder("<ul class=\"key\"><li class=\"steps\">");
        for (var i = 0; i < HeatScale.Steps.Count; i++)
            html.Append(HtmlText.Invariant($"<span class=\"swatch s{i}\">{HeatScale.Steps[i].Label}</span>"));
        html.Append("</li><li><span class=\"mark-key best\">1.00</span>best</li>");
        foreach (var (kind, mark, meaning) in HeatMapSvg.Marks)
            html.Append($"<li><span class=\"mark-key{(kind is HeatKind.Wrong or HeatKind.Failed ? " bad" : "")}\">{(mark.Length > 0 ? mark : "&nbsp;")}</span>{meaning}</li>");
        return html.Append("</ul>\n").ToString();
    }

    private static string Describe(ReportSpec spec)
    {
        if (spec.Entry is not { Spec: var one })
            return "This spec was written by another version of KernelGen.";
        var dimensions = one.HeadDim == one.ValueHeadDim ? HtmlText.Invariant($"head size {one.HeadDim}") : HtmlText.Invariant($"head sizes {one.HeadDim} and {one.ValueHeadDim}");
        return $"{dimensions}, {one.Precision.ToString().ToLowerInvariant()}, mask <code>{HtmlText.Escape(ScalarCSharp.Print(one.Mask))}</code>";
    }

    private static string SimpleName(ReportSpec spec) => spec.Name[(spec.Name.LastIndexOfAny(['.', '+']) + 1)..];

    private static string Anchor(ReportDevice device, ReportSpec spec) => HtmlText.Anchor(device.Key, spec.Name, spec.Rows[0].Key.SpecHash[..Math.Min(8, spec.Rows[0].Key.SpecHash.Length)]);

    private static string Count(int number, string name) => HtmlText.Invariant($"{number} {name}{(number == 1 ? "" : "s")}");
}
