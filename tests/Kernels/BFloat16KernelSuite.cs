using KernelGen.Kernels.Cases;
using KernelGen.Templates.Specs;
using Xunit;

namespace KernelGen.Kernels;

/// <summary>The suite over tensors of bfloat16.</summary>
/// <param name="runner">How the family is run.</param>
public abstract class BFloat16KernelSuite(IKernelRunner runner) : KernelSuite(runner)
{
    /// <summary>The cases of this run, in their one-line form.</summary>
    public static IEnumerable<TheoryDataRow<string>> Cases()
        => CaseSelection.Of(ElementType.BFloat16).Select(test => new TheoryDataRow<string>(test.ToString()));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_kernels_meet_the_error_rule(string test) => Check(test);
}
