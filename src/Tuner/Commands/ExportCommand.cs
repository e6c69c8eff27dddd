using System.CommandLine;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Tuner.Storage;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen export</c>.</summary>
internal static class ExportCommand
{
    public static Command Create(ToolConsole console)
    {
        var folder = new Argument<string>("folder") { Description = "The folder to write to, usually tuning-db beside the project." };
        var device = new Option<string?>("--device")
        {
            Description = "The device key to export; this machine's processor by default.",
            HelpName = "key",
        };
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "export",
            "Writes the winners of the tuning database into a folder of sorted JSON files, one per device, which the next build reads.",
            "kernelgen export tuning-db",
            "kernelgen export tuning-db --device cpu:amd-epyc:avx512:2c --db tuning.db",
            "kernelgen export tuning-db --device cuda:nvidia-h200:9.0:132mp")
        {
            folder, device, database,
        };
        command.SetAction(parsed => Export(
            console,
            CommonOptions.DatabasePath(parsed.GetValue(database)),
            parsed.GetRequiredValue(folder),
            parsed.GetValue(device) ?? CpuDevice.Current.Key));
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
        var (path, count) = ExportFile.Write(folder, deviceKey, [.. rows.Where(row => row.Key.DeviceKey == deviceKey)]);
        console.Output.WriteLine($"Wrote {count} {(count == 1 ? "choice" : "choices")} to {path}");
        return ExitCodes.Done;
    }
}
