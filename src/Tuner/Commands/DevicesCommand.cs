using System.CommandLine;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen devices</c>.</summary>
internal static class DevicesCommand
{
    private static readonly Listing<(string Target, ListedDevice Device)> Columns = new(
        new("Target", "target", row => row.Target),
        new("--device", "number", row => row.Device.Number),
        new("Key", "key", row => row.Device.Key),
        new("Class", "class", row => row.Device.Class),
        new(null, "name", row => row.Device.Name),
        new("Device", "description", row => row.Device.Description),
        new(null, "problem", row => row.Device.Problem));

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
            "kernelgen devices --json",
            "CUDA_VISIBLE_DEVICES=1 kernelgen devices",
            "DOTNET_EnableAVX512=0 kernelgen devices")
        {
            source,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed => Print(lists.Console(parsed, console), targets, parsed.GetValue(source)));
        return command;
    }

    private static int Print(ToolConsole console, ToolTargets targets, string? source)
    {
        var assembly = source is null ? null : SpecCatalog.FindAssembly(source, console);
        var lists = targets.All.Select(target => (target.Name, List: target.Devices(assembly))).ToList();
        Columns.Write(console, [.. lists.SelectMany(one => one.List.Devices.Select(device => (one.Name, device)))]);
        foreach (var reason in lists.Select(one => one.List.WhyNone).OfType<string>())
            console.Notes.WriteLine(reason);
        return ExitCodes.Done;
    }
}
