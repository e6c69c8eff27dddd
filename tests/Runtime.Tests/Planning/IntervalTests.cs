using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Planning;

public sealed class IntervalTests
{
    [Fact]
    public void An_empty_interval_is_refused_with_both_ends_named()
        => Should.Throw<ArgumentException>(() => new Interval(3, 2)).Message.ShouldContain("min is 3, above max, 2");

    [Fact]
    public void Leaving_int32_gives_every_value_because_values_wrap()
    {
        var sum = new Interval(0, int.MaxValue) + 1;
        (sum.Min, sum.Max).ShouldBe((int.MinValue, int.MaxValue));
    }
}
