using System.CommandLine;
using System.Text;
using KernelGen.Devices.Cpu;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Reports.Html;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen report</c>.</summary>
internal static class ReportCommand
{
    private const string Measure = "measure";
    private const int CeilingSamples = 9;

    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var output = new Option<string>("--out") { Description = "The file to write, .html.", HelpName = "file", Required = true };
        var database = CommonOptions.Database();
        var device = RowFilters.Device();
        var spec = RowFilters.Text("--spec", "Only specs whose name contains this.");
        spec.CompletionSources.Add(Completions.MeasuredSpecs);
        var ceiling = new Option<string?>("--ceiling")
        {
            Description = $"The GFLOP/s of multiply-adds that the device reaches at best, drawn above its speeds; `{Measure}` measures this machine's processor now.",
            HelpName = "gflops",
        };
        ceiling.CompletionSources.Add(Measure);
        var command = new ToolCommand(
            "report",
            "Writes what the tuning database holds as one HTML file that needs nothing else: heat maps of tile sizes, speed over length, tuned against untuned, all "
                + "measurements.",
            "kernelgen report --out report.html",
            "kernelgen report --db tuning.db --device avx512 --spec Llama --out llama.html",
            "kernelgen report --out report.html --ceiling measure")
        {
            output, database, device, spec, ceiling,
        };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            var given = ParseCeiling(parsed.GetValue(ceiling));
            using var reader = CommonOptions.OpenDatabase(parsed.GetValue(database));
            var rows = new MeasurementFilter(parsed.GetValue(spec), parsed.GetValue(device)).Require(reader.Rows());
            var data = ReportData.Of(reader.Name, DateTimeOffset.UtcNow, rows, targets);
            Write(path, ReportPage.Write(data with { Devices = WithCeiling(data.Devices, given) }));
            console.Output.WriteLine($"Wrote {path}");
            return ExitCodes.Done;
        });
        return command;
    }

    // NaN means to measure it.
    private static double? ParseCeiling(string? text) => text switch
    {
        null => null,
        Measure => double.NaN,
        _ => NumberText.TryParse(text, out var gflops) && gflops > 0
            ? gflops
            : throw new ToolException($"--ceiling is '{text}'; give GFLOP/s such as 250, or {Measure}."),
    };

    private static IReadOnlyList<ReportDevice> WithCeiling(IReadOnlyList<ReportDevice> devices, double? ceiling)
    {
        if (ceiling is not { } gflops)
            return devices;
        if (double.IsNaN(gflops))
        {
            return devices.Any(device => device.Key == CpuDevice.Current.Key)
                ? [.. devices.Select(device => device.Key == CpuDevice.Current.Key ? device with { Ceiling = MeasureCeiling(device) } : device)]
                : throw new ToolException($"--ceiling is {Measure}, but nothing was measured on this machine's processor, {CpuDevice.Current.Key}; give GFLOP/s.");
        }
        return devices.Count == 1
            ? [devices[0] with { Ceiling = gflops }]
            : throw new ToolException($"--ceiling is one number for {devices.Count} devices; choose one of them with --device: {string.Join(", ", devices.Select(device => device.Key))}.");
    }

    // With as many threads as the kernels had.
    private static double MeasureCeiling(ReportDevice device)
    {
        var threads = device.Specs.SelectMany(spec => spec.Rows).MaxBy(row => row.Time)!.Threads;
        return Ceilings.Best(CeilingSamples, () => Ceilings.FmaGflops(Math.Clamp(threads, 1, Environment.ProcessorCount)));
    }

    private static void Write(string path, string html)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            File.WriteAllText(path, html, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"--out '{path}' cannot be written: {error.Message}");
        }
    }
}
