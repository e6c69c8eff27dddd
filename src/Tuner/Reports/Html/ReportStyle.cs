using System.Text;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>How a report looks: the fonts of the system, light or dark as the reader has it, and nothing from anywhere else.</summary>
internal static class ReportStyle
{
    private const string Light = """
          color-scheme: light;
          --page: #f6f7f9; --panel: #ffffff; --ink: #17202b; --muted: #556170; --line: #dde2e8; --accent: #0b57a4; --ring: #b34700;
          --c0: #0b57a4; --c1: #a04000; --c2: #0b6e4f; --bar: #9aa6b4; --bad: #a3203a; --badpaper: #fbe9ec; --none: #eef1f4;
        """;

    private const string Dark = """
          color-scheme: dark;
          --page: #0e1319; --panel: #161d26; --ink: #e5ebf2; --muted: #9eabba; --line: #2a3542; --accent: #7bb8f2; --ring: #ffb454;
          --c0: #7bb8f2; --c1: #ffb454; --c2: #6fd3a7; --bar: #5d6b7b; --bad: #ff9aa8; --badpaper: #3a1d24; --none: #1c242e;
        """;

    private const string Rules = """
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
        @media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
        body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        main, header { max-width: 1180px; margin: 0 auto; padding: 0 20px; }
        header { padding-top: 36px; }
        h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 6px; }
        h2 { font-size: 22px; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
        h3 { font-size: 19px; line-height: 1.3; margin: 0; overflow-wrap: anywhere; }
        h4 { font-size: 13px; margin: 28px 0 10px; color: var(--muted); text-transform: uppercase; letter-spacing: 0.06em; }
        h5 { font-size: 14px; margin: 18px 0 8px; }
        p { margin: 6px 0; max-width: 75ch; }
        .wide { max-width: none; }
        a { color: var(--accent); text-underline-offset: 3px; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        .muted { color: var(--muted); }
        .small { font-size: 14px; }
        code, .code { font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
        code { overflow-wrap: anywhere; }
        .device { margin: 32px 0 48px; }
        .chips { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0 0; padding: 0; list-style: none; }
        .chips a, .chips span { display: inline-block; padding: 4px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--panel); font-size: 14px; text-decoration: none; }
        .chips a:hover { border-color: var(--accent); }
        .panel { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 22px 24px 24px; margin: 20px 0; }
        .two { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 8px 40px; }
        .maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 322px), 1fr)); gap: 22px 24px; }
        figure { margin: 0; min-width: 0; }
        figcaption { font-size: 14px; margin-bottom: 6px; }
        figcaption b { display: block; font-weight: 600; }
        svg { display: block; max-width: 100%; height: auto; }
        svg text { fill: var(--ink); font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums; text-anchor: middle; }
        svg .tick, svg .axis, svg .note { fill: var(--muted); font-size: 12px; }
        svg .end { text-anchor: end; }
        svg .start, svg .note, svg .name, svg .label, svg .bartext { text-anchor: start; }
        .heat .none rect { fill: var(--none); }
        .heat .none text { fill: var(--muted); }
        .heat .bad rect { fill: var(--badpaper); }
        .heat .bad text { fill: var(--bad); font-weight: 700; }
        .heat .ring { fill: none !important; stroke: var(--ring); stroke-width: 3; }
        .chart { width: 100%; max-width: 560px; }
        .chart .grid { stroke: var(--line); fill: none; }
        .chart .ceiling { stroke: var(--muted); stroke-dasharray: 2 4; stroke-width: 1.5; fill: none; }
        .chart .tuned { fill: none; stroke: currentColor; stroke-width: 2.25; stroke-linejoin: round; }
        .chart .untuned { fill: none; stroke: currentColor; stroke-width: 1.5; stroke-dasharray: 5 4; opacity: 0.75; }
        .chart circle, .chart .mark { fill: currentColor; stroke: var(--panel); stroke-width: 1.5; }
        .c0 { color: var(--c0); } .c1 { color: var(--c1); } .c2 { color: var(--c2); }
        svg .name { fill: currentColor; font-weight: 600; }
        .gain .untunedbar { fill: var(--bar); }
        .gain .tunedbar { fill: var(--accent); }
        .gain .bartext { font-size: 12px; fill: var(--muted); }
        svg .gainnumber { text-anchor: end; font-weight: 700; }
        svg .gainnumber.same { font-weight: 400; fill: var(--muted); }
        .key { display: flex; flex-wrap: wrap; gap: 6px 16px; margin: 8px 0 14px; padding: 0; list-style: none; font-size: 13px; color: var(--muted); align-items: center; }
        .key li { display: flex; align-items: center; gap: 6px; }
        .key .steps { gap: 0; }
        .swatch { display: inline-block; padding: 2px 7px; text-align: center; font-size: 12px; font-variant-numeric: tabular-nums; }
        .mark-key { display: inline-block; min-width: 24px; padding: 1px 4px; text-align: center; background: var(--none); color: var(--muted); border-radius: 3px; }
        .mark-key.bad { background: var(--badpaper); color: var(--bad); font-weight: 700; }
        @media (max-width: 600px) { .swatch { padding: 2px 5px; } }
        .mark-key.best { background: none; border: 2px solid var(--ring); }
        .dash { display: inline-block; width: 26px; border-top: 2px solid var(--muted); }
        .dash.untuned { border-top-style: dashed; }
        .block { display: inline-block; width: 18px; height: 11px; background: var(--accent); }
        .block.untuned { background: var(--bar); }
        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
        .scroll.tall, details .scroll { max-height: 70vh; overflow: auto; }
        table { border-collapse: collapse; width: 100%; font-size: 14px; }
        th, td { padding: 7px 12px; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
        tbody tr:last-child td { border-bottom: 0; }
        th { position: sticky; top: 0; background: var(--panel); color: var(--muted); font-weight: 600; box-shadow: inset 0 -1px var(--line); }
        .number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        td.bad { color: var(--bad); white-space: normal; min-width: 220px; }
        details { margin-top: 18px; }
        summary { cursor: pointer; color: var(--accent); font-size: 15px; padding: 4px 0; }
        details[open] > summary { margin-bottom: 10px; }
        select { font: inherit; padding: 6px 10px; border-radius: 8px; border: 1px solid var(--line); background: var(--panel); color: var(--ink); max-width: 100%; }
        [hidden] { display: none !important; }
        footer { max-width: 1180px; margin: 0 auto; padding: 8px 20px 48px; }
        @media (max-width: 600px) {
          body { font-size: 15px; }
          header, main, footer { padding-left: 14px; padding-right: 14px; }
          h1 { font-size: 25px; }
          .panel { padding: 16px 14px 18px; border-radius: 10px; }
          .chart text { font-size: 16px; }
          .chart .tick, .chart .axis, .chart .note, .chart .name { font-size: 15px; }
          .gain .bartext { font-size: 14px; }
        }
        @media print { details > * { display: block; } .scroll { max-height: none !important; overflow: visible; } .panel { break-inside: avoid-page; } }
        """;

    /// <summary>The style sheet.</summary>
    public static string Css
    {
        get
        {
            var css = new StringBuilder($":root {{\n{Light}\n}}\n{Rules}\n");
            Steps(css, step => step.Light);
            css.Append($"@media (prefers-color-scheme: dark) {{\n:root {{\n{Dark}\n}}\n");
            Steps(css, step => step.Dark);
            return css.Append("}\n").ToString();
        }
    }

    private static void Steps(StringBuilder css, Func<HeatStep, HeatColors> colors)
    {
        for (var i = 0; i < HeatScale.Steps.Count; i++)
        {
            var (paper, ink) = colors(HeatScale.Steps[i]);
            css.Append(HtmlText.Invariant($".heat .s{i} rect {{ fill: {paper}; }} .heat .s{i} text {{ fill: {ink}; }} .swatch.s{i} {{ background: {paper}; color: {ink}; }}\n"));
        }
    }
}
