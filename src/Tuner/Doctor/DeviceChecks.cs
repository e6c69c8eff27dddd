using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Doctor;

/// <summary>The devices beside the processor, and NVIDIA's assembler.</summary>
internal static class DeviceChecks
{
    /// <summary>Everything.</summary>
    public static IEnumerable<Finding> All(Surroundings around)
        => [.. around.Targets.All.Where(target => target.HasDevices).SelectMany(target => Of(target, around.Assembly)), Assembler(around)];

    private static IEnumerable<Finding> Of(ToolTarget target, string? assembly)
    {
        var subject = $"devices of {target.Name}";
        var lost = $"`--target {target.Name}` does not run here; everything else does, and `emit --target {target.Name}` too.";
        DeviceList list;
        try
        {
            list = target.Devices(assembly);
        }
        catch (ToolException error)
        {
            return [new Finding(subject, FindingState.Missing, error.Message, lost)];
        }
        if (list.Devices.Count == 0)
        {
            return [list.WhyNone is { } reason
                ? new Finding(subject, FindingState.Missing, reason, lost)
                : new Finding(subject, FindingState.Missing, "not looked for", $"Name an assembly: the library of --target {target.Name} is looked for beside it.")];
        }
        return list.Devices.Select(device => device.Problem is null
            ? new Finding(subject, FindingState.Ok, $"{device.Number} {device.Description}; key {device.Key}")
            : new Finding(subject, FindingState.Warning, device.Description, "Another device of the list may work: give it with --device."));
    }

    private static Finding Assembler(Surroundings around)
    {
        var path = around.Variable("PTXAS") is { Length: > 0 } named
            ? named
            : (around.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(folder => new[] { "ptxas", "ptxas.exe" }.Select(name => Path.Combine(folder, name)))
                .FirstOrDefault(File.Exists);
        return path is not null && File.Exists(path)
            ? new Finding("ptxas", FindingState.Ok, path)
            : new Finding(
                "ptxas", FindingState.Missing, path is null ? "not on the PATH" : $"PTXAS names '{path}', which does not exist",
                "Only for looking at machine code, and for KernelGen's own tests: the driver assembles kernels itself. It comes with the CUDA toolkit; PTXAS names it.");
    }
}
