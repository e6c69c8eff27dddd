using System.Globalization;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Reports;

/// <summary>What a search would sample.</summary>
internal static class PlanTable
{
    private static readonly Listing<PlannedVariant> Columns = new(
        new("Spec", "specName", one => one.Spec.Name, one => one.Spec.SimpleName),
        new("Shape", "shape", one => ShapeText.Write(one.Shape)),
        new("Order", "order", one => one.Order),
        new("Variant", "variant", one => one.Variant),
        new("Model cost", "relativeCost", one => one.Cost, one => one.Cost?.ToString("F2", CultureInfo.InvariantCulture) ?? ""),
        new("Samples", "samples", one => one.Samples),
        new("Stored", "storedSamples", one => one.Stored),
        new("Left out because", "whyNot", one => one.WhyNot.Length == 0 ? null : one.WhyNot, one => one.WhyNot));

    /// <summary>Prints it.</summary>
    public static void Print(ToolConsole console, IReadOnlyList<PlannedVariant> plan)
    {
        Columns.Write(console, plan);
        console.Notes.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Sum(one => one.Samples)} samples or more, as far as the budget reaches; costs are relative to the cheapest variant of a shape. Nothing was measured."));
    }
}
