using System.Globalization;
using KernelGen.Selection;

namespace KernelGen.Tuner.Targets;

/// <summary>Finds the device that <c>--device</c> means.</summary>
internal static class DeviceChoice
{
    /// <summary>Its place in the list.</summary>
    /// <param name="devices">What there is; at least one.</param>
    /// <param name="given">A number, a part of a name, an identity or a key; null means the first device that works.</param>
    /// <exception cref="ToolException">There is no such device, several have the name, or it could not be opened.</exception>
    public static int Find(IReadOnlyList<ListedDevice> devices, string? given)
    {
        var matches = Enumerable.Range(0, devices.Count).Where(index => Matches(devices[index], index, given)).ToList();
        if (matches.Count == 0 && given is null)
            throw new ToolException($"No device can be opened: {string.Join("; ", devices.Select(one => $"{one.Name}: {one.Problem}"))}");
        if (matches.Count == 0)
        {
            throw new ToolException(
                $"--device is '{given}'; the closest is '{ClosestName.Of(given!, devices.Select(one => one.Name))}'. There are: {List(devices)}.");
        }
        if (matches.Count > 1 && given is not null && devices[matches[0]].Key != devices[matches[1]].Key)
            throw new ToolException($"--device '{given}' means several devices; give a number of these: {List(devices)}.");
        var found = devices[matches[0]];
        return found.Problem is null ? matches[0] : throw new ToolException($"The device '{found.Name}' cannot be opened: {found.Problem}");
    }

    private static bool Matches(ListedDevice device, int index, string? given)
    {
        if (given is null)
            return device.Problem is null;
        if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number == index;
        return device.Key == given || device.Name.Contains(given, StringComparison.OrdinalIgnoreCase) || Identifies(device, given);
    }

    // As nvidia-smi writes it, GPU-..., or without what stands before.
    private static bool Identifies(ListedDevice device, string given)
        => device.Identity.Length > 0 && given.EndsWith(device.Identity, StringComparison.OrdinalIgnoreCase);

    private static string List(IReadOnlyList<ListedDevice> devices)
        => string.Join(", ", devices.Select((one, index) => string.Create(CultureInfo.InvariantCulture, $"{index} {one.Name}")));
}
