using KernelGen.Tuner.Measurement;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Measurement;

public sealed class MeasurementTests
{
    [Fact]
    public void Quantiles_interpolate_and_do_not_depend_on_the_order()
    {
        var samples = new SampleSet();
        foreach (var value in new double[] { 5, 1, 4, 2, 3, 6 })
            samples.Add(value);

        samples.Median.ShouldBe(3.5);
        samples.P20.ShouldBe(2);
        samples.P80.ShouldBe(5);
        samples.Times.ShouldBe([5, 1, 4, 2, 3, 6]);
        Should.Throw<InvalidOperationException>(() => new SampleSet().Median);
    }

    [Fact]
    public void The_error_rule_allows_twice_the_plain_error()
    {
        double[] reference = [1, 2], plain = [1.001, 2];

        var rule = ErrorRule.From(reference, plain, Precision.Float32);

        rule.Bound.ShouldBe(0.002, 2e-6);
        rule.MaxError([1, 2.0019]).ShouldBeLessThan(rule.Bound);
        rule.MaxError([1, 2.0021]).ShouldBeGreaterThan(rule.Bound);
    }

    [Fact]
    public void The_rule_for_a_log_sum_exp_allows_roundings_of_its_magnitude_and_of_the_largest_logit()
    {
        double[] reference = [2, double.NegativeInfinity];
        var rule = ErrorRule.OfLse(reference, [2, double.NegativeInfinity], largestLogit: 100);
        rule.Bound.ShouldBe((8 * 2 + 50) / 8388608.0, 1e-12);
        rule.MaxError([2, double.NegativeInfinity]).ShouldBe(0);
        rule.MaxError([2, -1e30]).ShouldBe(double.PositiveInfinity);
        ErrorRule.OfLse([0.5], [0.5], 0).Bound.ShouldBe(8 / 8388608.0, 1e-12);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_element_that_is_not_finite_fails_the_rule(double value)
    {
        var rule = ErrorRule.From([1, 2], [1, 2], Precision.Float32);

        rule.MaxError([1, value]).ShouldBe(double.PositiveInfinity);
        rule.Bound.ShouldBeLessThan(1);
    }

    [Fact]
    public void Where_the_oracle_is_not_finite_the_same_value_is_right()
        => ErrorRule.From([double.NaN, 1], [double.NaN, 1], Precision.Float32).MaxError([double.NaN, 1]).ShouldBe(0);

    [Theory]
    [InlineData(Precision.Float32, 1 + 1.0 / 2048, 1 + 1.0 / 1024)]
    [InlineData(Precision.Float32, -1 - 1.0 / 2048, -1 - 1.0 / 1024)]
    [InlineData(Precision.Float32, 1 + 1.0 / 4096, 1)]
    [InlineData(Precision.Float32, double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(Precision.Float32, double.NaN, double.NaN)]
    [InlineData(Precision.Float16, 1 + 1.0 / 2048, 1)]
    [InlineData(Precision.Float16, 1 + 1.0 / 1024, 1 + 1.0 / 1024)]
    [InlineData(Precision.BFloat16, 1 + 1.0 / 256, 1)]
    [InlineData(Precision.BFloat16, 1 + 3.0 / 256, 1 + 4.0 / 256)]
    [InlineData(Precision.Float8E4M3, 1 + 1.0 / 16, 1)]
    [InlineData(Precision.Float8E4M3, 1 + 3.0 / 16, 1 + 4.0 / 16)]
    public void Tensor_cores_take_float32_as_tf32_and_weights_as_elements(Precision precision, double value, double factor)
        => ElementCodec.Factor(precision, (float)value).ShouldBe((float)factor);

    [Fact]
    public void Where_the_plain_implementation_overflows_the_others_still_set_the_bound()
    {
        var rule = ErrorRule.From([70_000, 1], [double.PositiveInfinity, 1.01], Precision.Float16);
        double.IsFinite(rule.Bound).ShouldBeTrue();
        rule.MaxError([double.PositiveInfinity, 1]).ShouldBeGreaterThan(rule.Bound);
    }

    [Fact]
    public void Inputs_are_the_same_every_time_and_look_normal()
    {
        NormalSource first = new(42), second = new(42);
        var numbers = Enumerable.Range(0, 20_000).Select(_ => first.Next()).ToArray();

        numbers.Take(100).ShouldBe(Enumerable.Range(0, 100).Select(_ => second.Next()));
        numbers.Average().ShouldBe(0, 0.03);
        numbers.Select(x => x * x).Average().ShouldBe(1, 0.05);
    }
}
