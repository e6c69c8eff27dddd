using System.Globalization;
using KernelGen.Tuner.Replay;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Reports;

/// <summary>What replays found.</summary>
internal static class ReplayTable
{
    private static readonly Listing<ReplaySummary> Summary = new(
        new("Choice", "choice", one => one.Name),
        new("Loss, median", "medianLoss", one => one.MedianLoss, one => Percent(one.MedianLoss)),
        new("worst", "worstLoss", one => one.WorstLoss, one => Percent(one.WorstLoss)),
        new("Samples, median", "medianShare", one => one.MedianShare, one => Samples(one.MedianShare)),
        new("worst", "worstShare", one => one.WorstShare, one => Samples(one.WorstShare)),
        new("Cells", "cells", one => one.Results.Count));

    private static readonly Listing<ReplayResult> Details = new(
        new("Spec", "specName", one => one.Recording.Spec.Name, one => one.Recording.Spec.SimpleName),
        new("Shape", "shape", one => ShapeText.Write(one.Recording.Shape)),
        new(null, "device", one => one.Recording.Device.ToString()),
        new("Best", "best", one => one.Recording.Best),
        new("Choice", "choice", one => one.Strategy),
        new("Variant", "variant", one => one.Choice),
        new("Loss", "loss", one => one.Loss, one => Percent(one.Loss)),
        new("Samples", "samples", one => one.Samples),
        new("Sure", "confidence", one => one.Samples == 0 ? null : one.Confidence, one => one.Samples == 0 ? "" : Percent(one.Confidence)));

    /// <summary>Prints a row for every way to choose.</summary>
    public static void Print(ToolConsole console, IReadOnlyList<ReplaySummary> summaries)
        => Summary.Write(console, [.. summaries.Where(summary => summary.Results.Count > 0)]);

    /// <summary>Prints a row for every choice.</summary>
    public static void PrintDetails(ToolConsole console, IReadOnlyList<ReplaySummary> summaries)
        => Details.Write(console, [.. summaries.SelectMany(summary => summary.Results)]);

    private static string Samples(double share) => share > 0 ? Percent(share) : "none";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");
}
