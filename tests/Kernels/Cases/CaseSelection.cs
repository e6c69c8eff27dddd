using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cases;

/// <summary>Which cases a run has.</summary>
public static class CaseSelection
{
    /// <summary>The environment variable whose value <c>full</c> asks for every case, <see cref="Small"/> for a handful.</summary>
    public const string Switch = "KERNELGEN_TESTS";

    /// <summary>The value of <see cref="Switch"/> for a run that only looks whether a setting of the environment works.</summary>
    public const string Small = "small";

    /// <summary>The environment variable that holds one case's text, to run it alone.</summary>
    public const string Single = "KERNELGEN_CASE";

    /// <summary>The environment variable that takes a share of the cases, <c>3/40</c> for every fortieth from the one with number 3 on.</summary>
    public const string Share = "KERNELGEN_SHARE";

    /// <summary>Whether every case was asked for.</summary>
    public static bool IsFull => SwitchIs("full");

    /// <summary>The cases of a precision: the one that was asked for, all of them, or the fast ones.</summary>
    public static IEnumerable<KernelCase> Of(ElementType precision)
    {
        IEnumerable<KernelCase> cases = Environment.GetEnvironmentVariable(Single) is { Length: > 0 } text
            ? [KernelCase.Parse(text)]
            : IsFull ? FullSelection.Cases
            : SwitchIs(Small) ? FirstSpecs()
            : FastSelection.Cases;
        var (number, count) = ShareOf(Environment.GetEnvironmentVariable(Share));
        return cases.Where(test => test.Spec.Precision == precision).Distinct().Where((_, i) => i % count == number);
    }

    private static (int Number, int Count) ShareOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return (0, 1);
        var parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], out var number) && int.TryParse(parts[1], out var count) && number >= 0 && number < count
            ? (number, count)
            : throw new FormatException($"{Share} is '{text}'; expected a number and a count, such as 3/40.");
    }

    // One spec of each precision: compiling more takes longer than running them.
    private static IEnumerable<KernelCase> FirstSpecs()
        => FastSelection.Cases.GroupBy(test => test.Spec).DistinctBy(spec => spec.Key.Precision).SelectMany(spec => spec);

    private static bool SwitchIs(string value)
        => string.Equals(Environment.GetEnvironmentVariable(Switch), value, StringComparison.OrdinalIgnoreCase);
}
