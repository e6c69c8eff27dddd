using System.Globalization;

namespace KernelGen.Tuner.Doctor;

/// <summary>What makes the clock of the processor waver: its governor, its turbo, and other programs. Linux tells; other systems, and most virtual machines, do not.</summary>
internal static class ClockChecks
{
    private const string Governor = "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";
    private const string NoTurbo = "/sys/devices/system/cpu/intel_pstate/no_turbo";
    private const string Boost = "/sys/devices/system/cpu/cpufreq/boost";
    private const string Load = "/proc/loadavg";

    // Above this share of the cores, others run where kernels are measured.
    private const double BusyShare = 0.25;

    /// <summary>Everything that can be read here.</summary>
    public static IEnumerable<Finding> All(Surroundings around)
        => new[] { OfGovernor(around.ReadFile(Governor)), OfTurbo(around), OfLoad(around) }.OfType<Finding>();

    private static Finding? OfGovernor(string? governor) => governor switch
    {
        null => null,
        "performance" => new Finding("clock governor", FindingState.Ok, governor),
        _ => new Finding(
            "clock governor", FindingState.Warning, governor, "The clock falls whenever a core rests. Set it while you tune: sudo cpupower frequency-set -g performance"),
    };

    private static Finding? OfTurbo(Surroundings around)
    {
        var isOn = around.ReadFile(NoTurbo) is { } off ? off == "0" : around.ReadFile(Boost) is { } on ? on == "1" : (bool?)null;
        return isOn switch
        {
            null => null,
            false => new Finding("turbo", FindingState.Ok, "off"),
            true => new Finding(
                "turbo", FindingState.Ok, "on", "The clock depends on heat and on how many cores work. Tuning compares in turns and bears it; to repeat figures to the per cent switch it off."),
        };
    }

    private static Finding? OfLoad(Surroundings around)
    {
        if (!double.TryParse(around.ReadFile(Load)?.Split(' ')[0], CultureInfo.InvariantCulture, out var load))
            return null;
        var text = string.Create(CultureInfo.InvariantCulture, $"{load:0.0#} runnable threads in the last minute");
        return load > BusyShare * around.Processors
            ? new Finding("load", FindingState.Warning, text, "Other programs take turns with what is measured. Tune when the machine is quiet.")
            : new Finding("load", FindingState.Ok, text);
    }
}
