using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace KernelGen.Tuner.Storage;

/// <summary>What is recorded beside every measurement.</summary>
internal static class ToolEnvironment
{
    /// <summary>The tool's version without build metadata.</summary>
    public static string Version { get; } =
        typeof(ToolEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>Operating system, runtime, cores and, where it is easy to learn, the clock; last what there is to say of the device.</summary>
    public static string Describe(string device = "")
    {
        var clock = ClockMegahertz() is { } megahertz ? string.Create(CultureInfo.InvariantCulture, $"; {megahertz:F0} MHz") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{RuntimeInformation.OSDescription.Trim()}; {RuntimeInformation.FrameworkDescription}; "
                + $"{Environment.ProcessorCount} cores{clock}{(device.Length > 0 ? "; " : "")}{device}");
    }

    private static double? ClockMegahertz()
    {
        const string file = "/proc/cpuinfo", field = "cpu MHz";
        try
        {
            if (!File.Exists(file))
                return null;
            var line = File.ReadLines(file).FirstOrDefault(one => one.StartsWith(field, StringComparison.Ordinal));
            var number = line?.Split(':')[^1];
            return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var megahertz) ? megahertz : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
