using KernelGen.Tuner.Data;
using KernelGen.Tuner.Tests.Search;
using KernelGen.Tuner.Verification;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Verification;

public sealed class CheckedVariantsTests
{
    [Fact]
    public void A_variant_that_fails_while_it_settles_is_wrong_and_the_others_are_not()
    {
        using var target = new PlantedTarget { Fails = (variant, shape) => variant == PlantedTarget.Good && shape.QueryHeads == 32 };
        var data = new DataSource(TestSpecs.Entry("Demo.TinyCausal", TestSpecs.Causal), GivenData.None);
        var cancellation = TestContext.Current.CancellationToken;
        var variants = new CheckedVariants(target, data, [PlantedTarget.Good, PlantedTarget.Small], 1, cancellation);
        variants.Correct(PlantedTarget.Good).ShouldNotBeNull("the check has fewer heads");

        variants.Settle(target, data, 1, TimeSpan.FromSeconds(10), cancellation);

        variants.Correct(PlantedTarget.Good).ShouldBeNull();
        variants.Wrong(PlantedTarget.Good)!.Status.ShouldBe(TuningStatus.LaunchError);
        variants.Correct(PlantedTarget.Small).ShouldNotBeNull();
        variants.AllWrong.ShouldHaveSingleItem();
    }
}
