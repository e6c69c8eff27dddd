using System.Text;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>Draws speed over sequence length. Kinds differ in colour and in the shape of their marks; each line is named at its end.</summary>
internal static class SpeedChart
{
    private const int Width = 460, Height = 300, Left = 46, Right = 100, Top = 26, Bottom = 46;
    private const int PlotWidth = Width - Left - Right, PlotHeight = Height - Top - Bottom;
    private const int LabelDistance = 19, NumberWidth = 44;

    private static readonly (SpeedKind Kind, string Name, string Style)[] s_kinds =
        [(SpeedKind.Prefill, "● prefill", "c0"), (SpeedKind.Chunk, "■ chunk", "c1"), (SpeedKind.Decode, "▲ decode", "c2")];

    /// <summary>The picture.</summary>
    /// <param name="series">The speeds; at least one.</param>
    /// <param name="ceiling">The multiply-add ceiling in GFLOP/s, or null.</param>
    /// <param name="description">For screen readers.</param>
    public static string Draw(SpeedSeries series, double? ceiling, string description)
    {
        var scale = new Scale(series.Points, ceiling);
        var svg = new StringBuilder(HtmlText.Invariant(
            $"<svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\"><title>{HtmlText.Escape(description)}</title>\n"));
        Axes(svg, scale);
        if (ceiling is { } most)
            svg.Append(HtmlText.Invariant($"<path class=\"ceiling\" d=\"M{Left} {scale.Y(most)}h{PlotWidth}\"/><text class=\"note\" x=\"{Left + 6}\" y=\"{scale.Y(most) - 6}\">ceiling {most:0} GFLOP/s</text>\n"));
        var ends = new List<(double Y, string Name, string Style)>();
        foreach (var (kind, name, style) in s_kinds)
        {
            var points = series.Points.Where(point => point.Kind == kind).ToList();
            if (points.Count == 0)
                continue;
            svg.Append($"<g class=\"{style}\">");
            Line(svg, "untuned", scale, points.Where(point => point.Untuned is not null).Select(point => (point.Length, point.Untuned!.Value)));
            Line(svg, "tuned", scale, points.Select(point => (point.Length, point.Tuned)));
            foreach (var point in points)
                svg.Append(Mark(kind, scale.X(point.Length), scale.Y(point.Tuned), Title(point)));
            svg.Append("</g>\n");
            var last = points.Where(point => point.Length == points[^1].Length).Max(point => point.Tuned);
            ends.Add((scale.Y(last), name, style));
        }
        Names(svg, ends);
        return svg.Append("</svg>").ToString();
    }

    private static string Title(SpeedPoint point)
    {
        var untuned = point.Untuned is { } speed ? HtmlText.Invariant($", untuned {speed:0.0}") : "";
        return HtmlText.Invariant($"{point.Label}: {point.Tuned:0.0} GFLOP/s{untuned}");
    }

    private static void Axes(StringBuilder svg, Scale scale)
    {
        foreach (var tick in scale.Ticks)
            svg.Append(HtmlText.Invariant($"<path class=\"grid\" d=\"M{Left} {scale.Y(tick)}h{PlotWidth}\"/><text class=\"tick end\" x=\"{Left - 7}\" y=\"{scale.Y(tick) + 4}\">{tick}</text>"));
        var free = double.NegativeInfinity;
        foreach (var x in scale.Lengths.Select(length => (Length: length, At: scale.X(length))))
        {
            svg.Append(HtmlText.Invariant($"<path class=\"grid\" d=\"M{x.At} {Top + PlotHeight}v5\"/>"));
            // Lengths that lie close together share the first one's number.
            if (x.At < free)
                continue;
            svg.Append(HtmlText.Invariant($"<text class=\"tick\" x=\"{x.At}\" y=\"{Top + PlotHeight + 20}\">{x.Length}</text>"));
            free = x.At + NumberWidth;
        }
        svg.Append(HtmlText.Invariant($"<text class=\"axis start\" x=\"4\" y=\"13\">GFLOP/s</text><text class=\"axis\" x=\"{Left + PlotWidth / 2}\" y=\"{Height - 8}\">keys</text>\n"));
    }

    // Where several numbers of heads were measured, the line goes by the fastest.
    private static void Line(StringBuilder svg, string style, Scale scale, IEnumerable<(int Length, double Speed)> points)
    {
        var path = points.GroupBy(point => point.Length).Select(group => HtmlText.Invariant($"{scale.X(group.Key)} {scale.Y(group.Max(point => point.Speed))}"));
        if (string.Join('L', path) is { Length: > 0 } line)
            svg.Append($"<path class=\"{style}\" d=\"M{line}\"/>");
    }

    private static string Mark(SpeedKind kind, double x, double y, string title)
    {
        var shape = kind switch
        {
            SpeedKind.Prefill => HtmlText.Invariant($"<circle cx=\"{x}\" cy=\"{y}\" r=\"4.5\">"),
            SpeedKind.Chunk => HtmlText.Invariant($"<path class=\"mark\" d=\"M{x - 4.5} {y - 4.5}h9v9h-9z\">"),
            _ => HtmlText.Invariant($"<path class=\"mark\" d=\"M{x} {y - 5.5}l5.5 9.5h-11z\">"),
        };
        return $"{shape}<title>{HtmlText.Escape(title)}</title>{(kind == SpeedKind.Prefill ? "</circle>" : "</path>")}";
    }

    // Names that would lie on one another move down.
    private static void Names(StringBuilder svg, List<(double Y, string Name, string Style)> ends)
    {
        var free = double.NegativeInfinity;
        foreach (var (y, name, style) in ends.OrderBy(end => end.Y))
        {
            var at = Math.Max(y, free);
            svg.Append(HtmlText.Invariant($"<text class=\"name {style}\" x=\"{Left + PlotWidth + 8}\" y=\"{at + 4}\">{name}</text>"));
            free = at + LabelDistance;
        }
    }

    private sealed class Scale
    {
        private const int Ticked = 5;

        private readonly double _first, _span, _most;

        public Scale(IReadOnlyList<SpeedPoint> points, double? ceiling)
        {
            Lengths = [.. points.Select(point => point.Length).Distinct().Order()];
            _first = Math.Log2(Lengths[0]);
            _span = Math.Max(1e-9, Math.Log2(Lengths[^1]) - _first);
            var highest = Math.Max(ceiling ?? 0, points.Max(point => Math.Max(point.Tuned, point.Untuned ?? 0)));
            var step = Step(highest / Ticked);
            Ticks = [.. Enumerable.Range(0, (int)Math.Ceiling(highest / step) + 1).Select(i => i * step)];
            _most = Ticks[^1];
        }

        public IReadOnlyList<int> Lengths { get; }

        public IReadOnlyList<double> Ticks { get; }

        public double X(int length)
            => Lengths.Count == 1 ? Left + PlotWidth / 2 : Math.Round(Left + 12 + (PlotWidth - 24) * (Math.Log2(length) - _first) / _span, 1);

        public double Y(double speed) => Math.Round(Top + PlotHeight * (1 - speed / _most), 1);

        // The next of 1, 2, 5 times a power of ten.
        private static double Step(double least)
        {
            var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(least, 1e-6))));
            return new[] { 1.0, 2, 5, 10 }.Select(factor => factor * power).First(step => step >= least * 0.999);
        }
    }
}
