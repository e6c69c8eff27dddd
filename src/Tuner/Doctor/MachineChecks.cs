using System.Globalization;
using System.Runtime.InteropServices;
using KernelGen.Devices.Cpu;

namespace KernelGen.Tuner.Doctor;

/// <summary>Processor, cores, memory, system and runtime.</summary>
internal static class MachineChecks
{
    // The default shapes with their tensors, a double-precision reference and scratch fit well into it.
    private const long LeastMemory = 1L << 30;

    // What the runtime reads that changes which code is measured.
    private static readonly string[] s_switches =
    [
        "DOTNET_TieredCompilation", "DOTNET_TieredPGO", "DOTNET_TC_QuickJitForLoops", "DOTNET_ReadyToRun", "DOTNET_EnableHWIntrinsic", "DOTNET_EnableAVX",
        "DOTNET_EnableAVX2", "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F", "DOTNET_PreferredVectorBitWidth",
    ];

    /// <summary>Everything.</summary>
    public static IEnumerable<Finding> All(Surroundings around)
        => [Processor(CpuDevice.Current), Cores(around), Memory(around.Memory), System(), Runtime(around), Sdk(around)];

    /// <summary>The processor and its instruction set.</summary>
    public static Finding Processor(CpuDevice device)
    {
        const string subject = "processor";
        var text = $"{device.Describe()}; key {device.Key}";
        return device.Isa is "scalar"
            ? new Finding(subject, FindingState.Warning, text, "No vectors are accelerated: kernels are correct and slow. Look for DOTNET_EnableHWIntrinsic=0.")
            : new Finding(subject, FindingState.Ok, text);
    }

    /// <summary>Cores, and whether a container gives less time than they have.</summary>
    public static Finding Cores(Surroundings around)
    {
        const string subject = "cores";
        var text = string.Create(CultureInfo.InvariantCulture, $"{around.Processors} that this process may use");
        // Linux's control groups, version 2: the microseconds that may be used, and of how many, or "max".
        var limit = around.ReadFile("/sys/fs/cgroup/cpu.max")?.Split(' ');
        if (limit is [var used, var period]
            && double.TryParse(used, CultureInfo.InvariantCulture, out var microseconds)
            && double.TryParse(period, CultureInfo.InvariantCulture, out var of)
            && microseconds / of < around.Processors)
        {
            return new Finding(
                subject, FindingState.Warning, string.Create(CultureInfo.InvariantCulture, $"{text}, limited to the time of {microseconds / of:0.##}"),
                "The container is stopped whenever it has used its time up, which medians show. Raise the limit, or give whole cores (docker: --cpuset-cpus).");
        }
        return new Finding(subject, FindingState.Ok, text);
    }

    /// <summary>Memory.</summary>
    public static Finding Memory(long bytes)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB that this process may use");
        return bytes < LeastMemory
            ? new Finding("memory", FindingState.Warning, text, "Long shapes may not fit; give smaller ones with --shapes, or more memory.")
            : new Finding("memory", FindingState.Ok, text);
    }

    /// <summary>The .NET runtime, and what is set that changes its code.</summary>
    public static Finding Runtime(Surroundings around)
    {
        var set = s_switches.Select(name => (name, Value: around.Variable(name))).Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => $"{one.name}={one.Value}").ToList();
        var text = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}";
        return set.Count == 0
            ? new Finding(".NET", FindingState.Ok, text)
            : new Finding(".NET", FindingState.Warning, $"{text}; {string.Join(", ", set)}", "Programs without these variables run other code than is measured here. Unset them before you tune.");
    }

    private static Finding System() => new("operating system", FindingState.Ok, RuntimeInformation.OSDescription.Trim());

    private static Finding Sdk(Surroundings around) => around.SdkVersion() is { } version
        ? new Finding(".NET SDK", FindingState.Ok, version)
        : new Finding(".NET SDK", FindingState.Missing, "`dotnet --version` does not run", "Projects cannot be built: give commands an assembly, or install the SDK and put it on the PATH.");
}
