using System.Globalization;
using System.Text;
using KernelGen.Devices.Cuda.Driver;

namespace KernelGen.Devices.Cuda;

/// <summary>What the first directives of PTX text ask for.</summary>
/// <param name="Version">The <c>.version</c>, for example 7.0.</param>
/// <param name="Target">The <c>.target</c>, for example <c>sm_90a</c>.</param>
internal sealed record PtxHeader(Version Version, string Target)
{
    // The directives stand before everything but comments.
    private const int MostBytes = 8192;

    /// <summary>Reads it; null where the directives are not found, and the driver may then say what is wrong.</summary>
    public static PtxHeader? Read(ReadOnlySpan<byte> ptx)
    {
        var text = Encoding.UTF8.GetString(ptx[..Math.Min(ptx.Length, MostBytes)]);
        return Directive(text, ".version") is { } version && Version.TryParse(version, out var parsed) && Directive(text, ".target") is { } target
            ? new PtxHeader(parsed, target)
            : null;
    }

    /// <summary>Why a device cannot run it, as a sentence with what to do; null when it can.</summary>
    public string? WhyNot(CudaDevice device) => WhyNot(device.Facts);

    /// <inheritdoc cref="WhyNot(CudaDevice)"/>
    public string? WhyNot(CudaDeviceFacts device)
    {
        if (CudaVersions.Needed(Version) is { } needed && device.DriverVersion < needed)
            return $"Its PTX {Version} needs a driver for CUDA {needed}, and the installed one is for CUDA {device.DriverVersion}. Update the driver.";
        return Serves(device.ComputeCapability)
            ? null
            : $"It is for {Target}, and {device.Name} has compute capability {device.ComputeCapability} ({CudaVersions.Target(device.ComputeCapability)}).";
    }

    // PTX ISA, ".target": sm_90 runs on 9.0 and all later ones, sm_90a on 9.0 alone, sm_100f on the later ones of the same major number.
    private bool Serves(Version capability)
    {
        if (!Target.StartsWith("sm_", StringComparison.Ordinal))
            return true;
        var suffix = Target[^1] is 'a' or 'f' ? Target[^1] : ' ';
        if (!int.TryParse(Target[3..].TrimEnd('a', 'f'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return true;
        var wanted = new Version(number / 10, number % 10);
        return suffix switch
        {
            'a' => capability == wanted,
            'f' => capability.Major == wanted.Major && capability >= wanted,
            _ => capability >= wanted,
        };
    }

    private static string? Directive(string text, string name)
    {
        foreach (var line in text.EnumerateLines())
        {
            var trimmed = line.Trim();
            if (!trimmed.StartsWith(name, StringComparison.Ordinal))
                continue;
            var value = trimmed[name.Length..].Trim();
            var end = value.IndexOfAny(" \t,;/");
            return (end < 0 ? value : value[..end]).ToString();
        }
        return null;
    }
}
