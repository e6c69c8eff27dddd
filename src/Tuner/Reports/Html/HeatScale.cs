namespace KernelGen.Tuner.Reports.Html;

/// <summary>
/// Colours for times relative to the best. One hue from strong to pale: its brightness falls or rises all the way, so it survives colour blindness and grey print, and the
/// best stands out from the page whether that is light or dark.
/// </summary>
internal static class HeatScale
{
    private const string White = "#ffffff", Ink = "#0b1622";

    /// <summary>The steps, the best first.</summary>
    public static IReadOnlyList<HeatStep> Steps { get; } =
    [
        new(1.01, "to 1.01", new("#08306b", White), new("#d6eaff", Ink)),
        new(1.03, "1.03", new("#0f4a94", White), new("#a8d2fb", Ink)),
        new(1.07, "1.07", new("#2166b3", White), new("#7bb8f2", Ink)),
        new(1.15, "1.15", new("#6aa5dc", Ink), new("#539de2", Ink)),
        new(1.3, "1.3", new("#94c0ea", Ink), new("#2c6cab", White)),
        new(1.6, "1.6", new("#b9d7f3", Ink), new("#22537f", White)),
        new(2, "2", new("#d6e7f8", Ink), new("#1a3d5e", White)),
        new(double.PositiveInfinity, "more", new("#ecf3fb", Ink), new("#152b41", White)),
    ];

    /// <summary>The number of the step that a ratio falls into.</summary>
    public static int Of(double ratio)
    {
        var step = 0;
        while (ratio > Steps[step].Most)
            step++;
        return step;
    }
}

/// <summary>A step of the scale.</summary>
/// <param name="Most">The largest ratio that belongs to it.</param>
/// <param name="Label">What the legend calls it.</param>
/// <param name="Light">Its colours on a light page.</param>
/// <param name="Dark">Its colours on a dark page.</param>
internal sealed record HeatStep(double Most, string Label, HeatColors Light, HeatColors Dark);

/// <summary>The colours of a cell.</summary>
/// <param name="Paper">Behind the number.</param>
/// <param name="Ink">The number.</param>
internal sealed record HeatColors(string Paper, string Ink);
