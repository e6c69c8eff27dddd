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

    [Fact]
    public void Values_that_all_wrap_by_the_same_amount_stay_together()
    {
        var random = new Random(41);
        for (var i = 0; i < 1000; i++)
        {
            var (a, b) = (random.Next(int.MinValue, int.MaxValue), random.Next(int.MinValue, int.MaxValue));
            ShouldBe((Interval)a * b, unchecked(a * b), unchecked(a * b));
            ShouldBe((Interval)a + b, unchecked(a + b), unchecked(a + b));
            ShouldBe((Interval)a << (b & 31), a << (b & 31), a << (b & 31));
        }
        ShouldBe(new Interval(int.MaxValue - 4, int.MaxValue) + 10, unchecked(int.MaxValue + 6), unchecked(int.MaxValue + 10));
        ShouldBe(-new Interval(int.MinValue, int.MinValue), int.MinValue, int.MinValue);

        static void ShouldBe(Interval interval, int min, int max) => (interval.Min, interval.Max).ShouldBe((min, max));
    }
}
