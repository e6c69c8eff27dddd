using System.CommandLine;
using System.Globalization;
using KernelGen.Devices.Cpu;
using KernelGen.Tuner.Ilgpu;
using KernelGen.Tuner.Specs;
using Spectre.Console;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen devices</c>.</summary>
internal static class DevicesCommand
{
    public static Command Create(ToolConsole console)
    {
        var source = new Argument<string?>("assembly")
        {
            Description = "An assembly or project that references ILGPU: the accelerators that it finds are listed too.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new ToolCommand(
            "devices",
            "Lists the devices of this machine with the keys that tuning results are filed under.",
            "kernelgen devices",
            "kernelgen devices bin/Release/net10.0/App.dll",
            "DOTNET_EnableAVX512=0 kernelgen devices")
        {
            source,
        };
        command.SetAction(parsed => Print(console, parsed.GetValue(source)));
        return command;
    }

    private static int Print(ToolConsole console, string? source)
    {
        var device = CpuDevice.Current;
        var table = new Table().AddColumns("Target", "--device", "Key", "Class", "Device");
        Add(table, "cpu", "", device.Key, device.Class, device.Describe());
        if (source is not null)
            AddAccelerators(table, SpecCatalog.FindAssembly(source, console));
        console.Ansi().Write(table);
        return ExitCodes.Done;
    }

    private static void AddAccelerators(Table table, string assembly)
    {
        var found = IlgpuLoadContext.For(assembly).Machine().Find();
        for (var i = 0; i < found.Count; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            if (found[i].Device is { } device)
                Add(table, "ilgpu", number, device.Key, device.Class, device.Describe());
            else
                Add(table, "ilgpu", number, "", "", $"{found[i].Name} cannot be opened: {found[i].Problem}");
        }
    }

    private static void Add(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);
}
