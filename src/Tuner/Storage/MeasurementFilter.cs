using KernelGen.Selection;
using KernelGen.Tuner.Commands;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Storage;

/// <summary>Which rows a command is about, by parts of their names; null is any.</summary>
/// <param name="Spec">A part of the spec's class.</param>
/// <param name="Device">A part of the device key.</param>
internal sealed record MeasurementFilter(string? Spec, string? Device)
{
    /// <summary>Whether a row is meant.</summary>
    public bool Matches(TuningRow row) => RowFilters.Contains(row.SpecName, Spec) && RowFilters.Contains(row.Key.DeviceKey, Device);

    /// <summary>The rows that are meant.</summary>
    /// <exception cref="ToolException">There are none; the message names what comes closest.</exception>
    public IReadOnlyList<TuningRow> Require(IReadOnlyList<TuningRow> rows)
    {
        if (rows.Count == 0)
            throw new ToolException($"The tuning database holds no measurements yet; `{ToolCommands.Name} tune` makes some.");
        RequirePart("--spec", Spec, rows.Select(row => row.SpecName));
        RequirePart("--device", Device, rows.Select(row => row.Key.DeviceKey));
        IReadOnlyList<TuningRow> meant = [.. rows.Where(Matches)];
        return meant.Count > 0 ? meant : throw new ToolException($"No spec that contains '{Spec}' was measured on a device that contains '{Device}'.");
    }

    private static void RequirePart(string option, string? part, IEnumerable<string> names)
    {
        var known = names.Distinct().Order(StringComparer.Ordinal).ToList();
        if (part is not null && !known.Any(name => RowFilters.Contains(name, part)))
        {
            throw new ToolException(
                $"{option} is '{part}', which no measurement's contains; the closest is '{ClosestName.Of(part, known)}'. There are: "
                    + string.Join(", ", known) + ".");
        }
    }
}
