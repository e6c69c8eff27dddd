using System.Globalization;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Tuning;

public sealed class SampleTimesTests
{
    [Fact]
    public void Six_digits_are_kept_in_measuring_order_and_read_back_equal()
    {
        SampleTimes times = [1234.5678, 0.00123456789, 12, 98765432.1];

        times.ToString().ShouldBe("1234.57 0.00123457 12 9.87654E+07");
        times.ShouldBe([1234.57, 0.00123457, 12, 98765400]);
        SampleTimes.TryParse(times.ToString(), out var read).ShouldBeTrue();
        read.Equals(times).ShouldBeTrue();
        read.GetHashCode().ShouldBe(times.GetHashCode());
    }

    [Fact]
    public void Other_order_or_another_time_is_not_equal()
    {
        SampleTimes times = [1, 2, 3];

        times.Equals([1, 3, 2]).ShouldBeFalse();
        times.Equals([1, 2]).ShouldBeFalse();
        times.Equals([1, 2, 3]).ShouldBeTrue();
        SampleTimes.None.Equals([]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("1 2 x")]
    [InlineData("1,5")]
    [InlineData("-1")]
    [InlineData("NaN")]
    public void What_is_no_time_is_refused(string text) => SampleTimes.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void A_decimal_comma_does_not_get_in()
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        try
        {
            SampleTimes times = [1.5];
            times.ToString().ShouldBe("1.5");
            SampleTimes.TryParse("1.5", out var read).ShouldBeTrue();
            read.ShouldBe([1.5]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
