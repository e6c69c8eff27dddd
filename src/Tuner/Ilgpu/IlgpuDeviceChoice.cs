using System.Globalization;
using KernelGen.Selection;

namespace KernelGen.Tuner.Ilgpu;

/// <summary>Finds the device that <c>--device</c> means.</summary>
internal static class IlgpuDeviceChoice
{
    /// <summary>Its index.</summary>
    /// <param name="found">What there is.</param>
    /// <param name="given">A number, a part of a name, or a key; null means the first device that works.</param>
    /// <exception cref="ToolException">There is no such device, several have the name, or it could not be opened.</exception>
    public static int Find(IReadOnlyList<IlgpuFound> found, string? given)
    {
        var matches = Enumerable.Range(0, found.Count).Where(index => Matches(found[index], index, given)).ToList();
        if (matches.Count == 0)
        {
            throw new ToolException(
                $"--device is '{given}'; the closest is '{ClosestName.Of(given ?? "", found.Select(one => one.Name))}'. There are: {List(found)}.");
        }
        if (matches.Count > 1 && given is not null && found[matches[0]].Device?.Key != found[matches[1]].Device?.Key)
            throw new ToolException($"--device '{given}' means several devices; give a number of these: {List(found)}.");
        return found[matches[0]].Device is not null
            ? matches[0]
            : throw new ToolException($"The device '{found[matches[0]].Name}' cannot be opened: {found[matches[0]].Problem}");
    }

    private static bool Matches(IlgpuFound one, int index, string? given)
    {
        if (given is null)
            return one.Device is not null;
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number == index
            : one.Device?.Key == given || one.Name.Contains(given, StringComparison.OrdinalIgnoreCase);
    }

    private static string List(IReadOnlyList<IlgpuFound> found)
        => string.Join(", ", found.Select((one, index) => string.Create(CultureInfo.InvariantCulture, $"{index} {one.Name}")));
}
