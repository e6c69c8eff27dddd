using System.Globalization;
using System.Net;

namespace KernelGen.Tuner.Reports.Html;

/// <summary>Text and numbers as a page shows them.</summary>
internal static class HtmlText
{
    /// <summary>Text that is no markup.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Markup with its numbers the same in every culture.</summary>
    public static string Invariant(FormattableString markup) => markup.ToString(CultureInfo.InvariantCulture);

    /// <summary>A coordinate.</summary>
    public static string Number(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>A time with three digits that count.</summary>
    public static string Time(double microseconds) => microseconds switch
    {
        < 1000 => Digits(microseconds) + " µs",
        < 1_000_000 => Digits(microseconds / 1000) + " ms",
        _ => Digits(microseconds / 1_000_000) + " s",
    };

    /// <summary>How many times as long, or as fast.</summary>
    public static string Ratio(double ratio) => ratio.ToString(ratio < 9.995 ? "0.00" : ratio < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture);

    /// <summary>The sizes of a call.</summary>
    /// <param name="heads">Query heads of all sequences.</param>
    /// <param name="group">How many of them share a key head, where that makes a bucket of its own; else 1.</param>
    /// <param name="queries">Query rows per head.</param>
    /// <param name="keys">Keys.</param>
    public static string Shape(long heads, int group, int queries, int keys)
        => Invariant($"{queries} × {keys}, {heads} {(heads == 1 ? "head" : "heads")}{(group > 1 ? $", {group} to a key head" : "")}");

    /// <summary>A name for a part of the page that links can go to.</summary>
    public static string Anchor(params IEnumerable<string> parts)
        => string.Join('-', parts.Select(part => string.Concat(part.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-'))));

    private static string Digits(double value) => value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
