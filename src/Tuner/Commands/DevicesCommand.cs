using System.CommandLine;
using System.Globalization;
using KernelGen.Devices.Cpu;
using KernelGen.Templates.Cpu;
using Spectre.Console;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen devices</c>.</summary>
internal static class DevicesCommand
{
    public static Command Create(ToolConsole console)
    {
        var command = new ToolCommand(
            "devices",
            "Lists the devices of this machine with the keys that tuning results are filed under.",
            "kernelgen devices",
            "DOTNET_EnableAVX512=0 kernelgen devices");
        command.SetAction(_ => Print(console));
        return command;
    }

    private static int Print(ToolConsole console)
    {
        var device = CpuDevice.Current;
        var widths = CpuConfigSpace.VectorWidths.Where(device.Accelerates).Select(bits => bits.ToString(CultureInfo.InvariantCulture));
        var table = new Table().AddColumns("Target", "Key", "Class", "Device", "Vector bits");
        string[] row = ["cpu", device.Key, device.Class, device.Describe(), string.Join(", ", widths)];
        table.AddRow([.. row.Select(Markup.Escape)]);
        console.Ansi().Write(table);
        return ExitCodes.Done;
    }
}
