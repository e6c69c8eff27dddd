using System.Globalization;
using KernelGen.Devices;

namespace KernelGen.Tuner.Targets;

/// <summary>Reads the last part of a device key.</summary>
internal static class DeviceUnits
{
    /// <summary>Cores or multiprocessors, of <c>2c</c> or <c>132mp</c>; null when the key does not say.</summary>
    public static int? Count(in DeviceKey device)
        => int.TryParse(device.Units.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : null;
}
