using System.Globalization;
using KernelGen.Selection;

namespace KernelGen.Tuner.Reports;

/// <summary>What was found of a choice.</summary>
internal enum GateFinding
{
    /// <summary>Good enough.</summary>
    Good,

    /// <summary>Worse than allowed, by more than noise.</summary>
    Worse,

    /// <summary>It cannot be judged.</summary>
    Missing,
}

/// <summary>A choice and what was found of it.</summary>
/// <param name="SpecName">The spec.</param>
/// <param name="Standing">What was measured; null when nothing was.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Reason">Why, as a sentence.</param>
internal sealed record GateVerdict(string SpecName, Standing? Standing, GateFinding Finding, string Reason)
{
    /// <summary>How much longer than the best the choice takes, in per cent.</summary>
    public double? WorsePercent => Standing?.PercentBehind(Standing.MeasuredRival);

    /// <summary>Of a spec without measurements.</summary>
    public static GateVerdict Unmeasured(string specName)
        => new(specName, null, GateFinding.Missing, "Nothing was measured of this spec, or nothing that was asked for; `kernelgen tune` does it.");
}

/// <summary>When a choice is bad.</summary>
/// <param name="Percent">How much longer than the best it may take.</param>
/// <param name="AllowsMissing">Whether what cannot be judged is let through.</param>
internal sealed record GateRule(double Percent, bool AllowsMissing)
{
    /// <summary>Judges the rival of a standing.</summary>
    public GateVerdict Judge(Standing standing)
    {
        if (standing.Rival is not { } choice)
            return Of(GateFinding.Missing, $"What would run on {standing.Device} does not follow from its key.");
        if (standing.MeasuredRival is not { } measured)
            return Of(GateFinding.Missing, $"{choice} would run and has no correct and complete measurement for these shapes; `kernelgen tune` with a larger budget gets to it.");
        var worse = standing.PercentBehind(measured) ?? 0;
        if (worse <= Percent)
            return Of(GateFinding.Good, "");
        return WinnerRule.IsWithinNoise(standing.Winner, measured)
            ? Of(GateFinding.Good, "The difference is within the noise.")
            : Of(GateFinding.Worse, string.Create(CultureInfo.InvariantCulture, $"{choice} takes {worse:F1} % longer than {standing.Winner.Variant}."));

        GateVerdict Of(GateFinding finding, string reason) => new(standing.SpecName, standing, finding, reason);
    }

    /// <summary>Whether a verdict fails.</summary>
    public bool Fails(GateVerdict verdict) => verdict.Finding == GateFinding.Worse || (verdict.Finding == GateFinding.Missing && !AllowsMissing);
}
