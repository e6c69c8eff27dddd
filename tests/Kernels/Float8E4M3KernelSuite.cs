using KernelGen.Kernels.Cases;
using KernelGen.Templates.Specs;
using Xunit;

namespace KernelGen.Kernels;

/// <summary>The suite over inputs of float8 (E4M3), whose output is bfloat16.</summary>
/// <param name="runner">How the family is run.</param>
public abstract class Float8E4M3KernelSuite(IKernelRunner runner) : KernelSuite(runner)
{
    /// <summary>The cases of this run, in their one-line form.</summary>
    public static IEnumerable<TheoryDataRow<string>> Cases()
        => CaseSelection.Of(ElementType.Float8E4M3).Select(test => new TheoryDataRow<string>(test.ToString()));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_kernels_meet_the_error_rule(string test) => Check(test);
}
