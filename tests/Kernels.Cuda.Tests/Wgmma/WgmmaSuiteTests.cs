using KernelGen.Kernels.Cases;
using KernelGen.Templates.Specs;

namespace KernelGen.Kernels.Cuda.Tests.Wgmma;

/// <summary>The suite in float16, bfloat16 and float8 (E4M3): all of its cases in a full run, else some of each spec.</summary>
public sealed class WgmmaSuiteTests() : KernelSuite(WgmmaRunner.Instance)
{
    // The interpreter computes 64 x 128 scores even where one row sees one key.
    private const long LargestFastWork = 20_000_000;
    private const int CasesPerSpec = 4;

    public static IEnumerable<TheoryDataRow<string>> Cases()
        => new[] { ElementType.Float16, ElementType.BFloat16, ElementType.Float8E4M3 }.SelectMany(Selected).Select(test => new TheoryDataRow<string>(test.ToString()));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_kernels_meet_the_error_rule(string test) => Check(test);

    private static IEnumerable<KernelCase> Selected(ElementType precision)
    {
        var cases = CaseSelection.Of(precision);
        return CaseSelection.IsFull || Environment.GetEnvironmentVariable(CaseSelection.Single) is { Length: > 0 }
            ? cases
            : cases.Where(test => test.Work <= LargestFastWork).GroupBy(test => test.Spec).SelectMany(Some);
    }

    // Poisoned ones first, then lengths in turn.
    private static IEnumerable<KernelCase> Some(IGrouping<SpecCase, KernelCase> cases)
        => cases.OrderBy(test => test.Poison == Poison.None).ThenBy(test => test.Shape.QueryLength % 7).Take(CasesPerSpec);
}
