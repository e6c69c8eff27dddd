using KernelGen.Selection;
using KernelGen.Tuner.Search;

namespace KernelGen.Tuner.Reports;

/// <summary>Which variant runs for a shape, and why: as sentences for people, as a row for programs.</summary>
/// <param name="Spec">The spec's name.</param>
/// <param name="Shape">The shape.</param>
/// <param name="DeviceKey">The device.</param>
/// <param name="Selection">What the lookup said.</param>
/// <param name="Emitted">The variants in the assembly.</param>
internal sealed record ExplanationReport(
    string Spec, AttentionShape Shape, string DeviceKey, SelectionReport Selection, IReadOnlyList<string> Emitted)
{
    private static readonly Listing<ExplanationReport> Columns = new(
        new("Spec", "specName", one => one.Spec),
        new("Shape", "shape", one => ShapeText.Write(one.Shape)),
        new("Shapes", "bucket", one => ShapeBucket.Of(one.Shape).ToString()),
        new("Device", "device", one => one.DeviceKey),
        new("Variant", "variant", one => one.Selection.Variant),
        new("Layer", "layer", one => LayerNames.Of(one.Selection.Layer)),
        new("Expected loss", "expectedLoss", one => one.Selection.ExpectedLoss),
        new("Reason", "reason", one => one.Selection.Reason),
        new("Steps", "steps", one => one.Selection.Steps),
        new("In the assembly", "emitted", one => one.Emitted));

    /// <summary>Prints it.</summary>
    public void Print(ToolConsole console)
    {
        if (console.Format != ListFormat.Table)
        {
            Columns.Write(console, [this]);
            return;
        }
        console.Output.WriteLine($"{Spec} {Shape} on {DeviceKey}: {Selection.Variant}");
        foreach (var step in Selection.Steps)
            console.Output.WriteLine("  " + step);
        console.Output.WriteLine($"  In the assembly: {string.Join(", ", Emitted)}.");
    }
}
