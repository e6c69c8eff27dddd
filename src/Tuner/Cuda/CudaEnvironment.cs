using System.Globalization;
using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Tuner.Cuda;

/// <summary>What is recorded of a CUDA device beside every measurement.</summary>
internal static class CudaEnvironment
{
    private const string DriverFile = "/proc/driver/nvidia/version";

    // What CUDA tells is the version of its interface; the driver's own stands there on Linux.
    private static readonly Lazy<string> s_driver = new(ReadDriver);

    /// <summary>The device, its clock and its driver.</summary>
    public static string Describe(CudaDevice device)
    {
        var megahertz = device.Ask(CudaDeviceAttribute.ClockRate) / 1000;
        var clock = megahertz is > 0 ? string.Create(CultureInfo.InvariantCulture, $", up to {megahertz} MHz") : "";
        return $"{device.Describe()}{clock}{s_driver.Value}";
    }

    private static string ReadDriver()
    {
        try
        {
            return File.Exists(DriverFile) && File.ReadLines(DriverFile).FirstOrDefault() is { Length: > 0 } line ? "; " + Squeezed(line) : "";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Squeezed(string line) => string.Join(" ", line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
