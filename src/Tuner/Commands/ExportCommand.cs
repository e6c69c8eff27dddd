using System.CommandLine;
using System.Globalization;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen export</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(ToolConsole console)
    {
        var folder = new Argument<string?>("folder")
        {
            Description = "The folder to write winners to, usually tuning-db beside the project.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var measurements = new Option<string?>("--measurements")
        {
            Description = "Instead of winners, write every measurement with all of its samples into this file (JSON lines), for `import`.",
            HelpName = "file",
        };
        var device = new Option<string?>("--device")
        {
            Description = "The device key to export; this machine's processor by default. With --measurements a part of it; any by default.",
            HelpName = "key",
        };
        device.CompletionSources.Add(Completions.MeasuredDevices);
        var spec = new Option<string?>("--spec")
        {
            Description = "With --measurements: only specs whose name contains this.",
            HelpName = "text",
        };
        spec.CompletionSources.Add(Completions.MeasuredSpecs);
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "export",
            "Writes the winners of the tuning database into a folder of sorted JSON files, one per device, which the next build reads; or all "
                + "measurements into one file, for another database.",
            "kernelgen export tuning-db",
            "kernelgen export tuning-db --device cpu:amd-epyc:avx512:2c --db tuning.db",
            "kernelgen export tuning-db --device cuda:nvidia-h200:9.0:132mp",
            "kernelgen export --measurements sweep.jsonl --spec LlamaAttention --device cuda:")
        {
            folder, measurements, device, spec, database,
        };
        command.SetAction(parsed =>
        {
            var source = CommonOptions.DatabasePath(parsed.GetValue(database));
            var (into, file) = (parsed.GetValue(folder), parsed.GetValue(measurements));
            if (into is null == file is null)
                throw new ToolException("export needs one of two places: a folder for winners, such as tuning-db, or --measurements with a file.");
            if (file is not null)
                return ExportMeasurements(console, source, file, new MeasurementFilter(parsed.GetValue(spec), parsed.GetValue(device)));
            if (parsed.GetValue(spec) is not null)
                throw new ToolException("--spec goes with --measurements; winners are exported of every spec.");
            return Export(console, source, into!, parsed.GetValue(device) ?? CpuDevice.Current.Key);
        });
        return command;
    }

    /// <summary>Exports one device's winners.</summary>
    /// <exception cref="ToolException">Nothing was measured on that device.</exception>
    public static int Export(ToolConsole console, string databasePath, string folder, string deviceKey)
    {
        using var reader = CommonOptions.OpenDatabase(databasePath);
        var rows = reader.Rows();
        var devices = rows.Select(row => row.Key.DeviceKey).Distinct().Order(StringComparer.Ordinal).ToList();
        if (!devices.Contains(deviceKey))
        {
            throw new ToolException(
                $"--device is '{deviceKey}', on which nothing was measured; the closest is '{ClosestName.Of(deviceKey, devices)}'. "
                    + "There are: " + string.Join(", ", devices) + ".");
        }
        Write(console, folder, deviceKey, rows);
        return ExitCodes.Done;
    }

    /// <summary>The same after tuning, which may have been interrupted before there was anything to export: that is said, and no failure.</summary>
    public static void ExportIfMeasured(ToolConsole console, string databasePath, string folder, string deviceKey)
    {
        using var reader = CommonOptions.OpenDatabase(databasePath);
        var rows = reader.Rows();
        if (rows.Any(row => row.Key.DeviceKey == deviceKey))
            Write(console, folder, deviceKey, rows);
        else
            console.Notes.WriteLine($"Nothing was exported to {folder}: nothing was measured on {deviceKey} yet.");
    }

    private static void Write(ToolConsole console, string folder, string deviceKey, IReadOnlyList<TuningRow> rows)
    {
        var (path, count) = ExportFile.Write(folder, deviceKey, [.. rows.Where(row => row.Key.DeviceKey == deviceKey)]);
        console.Notes.WriteLine($"Wrote {count} {(count == 1 ? "choice" : "choices")} to {path}");
    }

    private static int ExportMeasurements(ToolConsole console, string databasePath, string file, MeasurementFilter filter)
    {
        using var reader = CommonOptions.OpenDatabase(databasePath);
        var rows = filter.Require(reader.Rows());
        MeasurementFile.Write(file, rows);
        console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Wrote {rows.Count} {(rows.Count == 1 ? "measurement" : "measurements")} to {file}"));
        return ExitCodes.Done;
    }
}
