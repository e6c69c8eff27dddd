using KernelGen.Kernels.Cases;

namespace KernelGen.Kernels.Ilgpu.Tests;

/// <summary>The suite, every precision: in a fast run the cases that a simulated GPU computes in a second.</summary>
public sealed class SimtTests() : KernelSuite(IlgpuRunner.Instance)
{
    private const long LargestWork = 4_000_000;

    public static IEnumerable<TheoryDataRow<string>> Cases()
        => Enum.GetValues<Templates.Specs.ElementType>().SelectMany(CaseSelection.Of)
            .Where(test => CaseSelection.IsFull || IsAlone || test.Work <= LargestWork)
            .Select(test => new TheoryDataRow<string>(test.ToString()));

    private static bool IsAlone => Environment.GetEnvironmentVariable(CaseSelection.Single) is { Length: > 0 };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_kernels_meet_the_error_rule(string test) => Check(test);
}
