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

    /// <summary>
    /// Operating system, runtime, cores and, where they are easy to learn, the clock, the governor of the clock, and how busy the machine is with other
    /// things; last what there is to say of the device.
    /// </summary>
    public static string Describe(string device = "") => string.Join("; ", new[]
    {
        RuntimeInformation.OSDescription.Trim(),
        RuntimeInformation.FrameworkDescription,
        string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores"),
        ClockMegahertz() is { } megahertz ? string.Create(CultureInfo.InvariantCulture, $"{megahertz:F0} MHz") : "",
        FirstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") is { } governor ? $"governor {governor}" : "",
        Load(FirstLine("/proc/loadavg")),
        device,
    }.Where(part => part.Length > 0));

    /// <summary>The load of the last minute, and how many threads want a processor now: the fields of /proc/loadavg.</summary>
    internal static string Load(string? line)
        => line?.Split(' ') is [var load, _, _, var threads, ..] ? $"load {load}, {threads.Split('/')[0]} threads running" : "";

    private static string? FirstLine(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadLines(file).FirstOrDefault()?.Trim() : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
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
