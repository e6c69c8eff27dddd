using System.CommandLine;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;
using Spectre.Console;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen devices</c>.</summary>
internal static class DevicesCommand
{
    public static Command Create(ToolConsole console, ToolTargets targets)
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
            "CUDA_VISIBLE_DEVICES=1 kernelgen devices",
            "DOTNET_EnableAVX512=0 kernelgen devices")
        {
            source,
        };
        command.SetAction(parsed => Print(console, targets, parsed.GetValue(source)));
        return command;
    }

    private static int Print(ToolConsole console, ToolTargets targets, string? source)
    {
        var assembly = source is null ? null : SpecCatalog.FindAssembly(source, console);
        var lists = targets.All.Select(target => (target.Name, List: target.Devices(assembly))).ToList();
        var table = new Table().AddColumns("Target", "--device", "Key", "Class", "Device");
        foreach (var (target, device) in lists.SelectMany(one => one.List.Devices.Select(device => (one.Name, device))))
            Add(table, target, device.Number, device.Key, device.Class, device.Description);
        console.Ansi().Write(table);
        foreach (var reason in lists.Select(one => one.List.WhyNone).OfType<string>())
            console.Output.WriteLine(reason);
        return ExitCodes.Done;
    }

    private static void Add(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);
}
