using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Data;

public sealed unsafe class IntervalTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    [InlineData(70_000)]
    public void A_range_of_any_length_is_that_of_its_elements(int length)
    {
        var random = new Random(length);
        int[] values = [.. Enumerable.Range(0, length).Select(_ => random.Next(-1000, 1000))];
        fixed (int* p = values)
        {
            var item = DataItem.Of(p, length);
            var table = IntervalTable.Of(item)!;
            for (var i = 0; i < 300; i++)
            {
                var first = random.Next(length);
                var last = Math.Min(length - 1, first + random.Next(i % 2 == 0 ? 200 : length));
                var expected = values.AsSpan(first, last - first + 1).ToArray();
                var range = table.Range(item, first, last);
                (range.Min, range.Max).ShouldBe((expected.Min(), expected.Max()), $"{first} to {last}");
            }
        }
    }

    [Fact]
    public void Elements_of_every_type_count_as_what_they_are()
    {
        bool[] bools = [true, true];
        sbyte[] sbytes = [-5, 7];
        byte[] bytes = [200, 3];
        short[] shorts = [-300, 2];
        ushort[] ushorts = [65535, 9];
        fixed (bool* b = bools)
        fixed (sbyte* s = sbytes)
        fixed (byte* u = bytes)
        fixed (short* h = shorts)
        fixed (ushort* w = ushorts)
        {
            Of(DataItem.Of(b, 2)).ShouldBe((1, 1));
            Of(DataItem.Of(s, 2)).ShouldBe((-5, 7));
            Of(DataItem.Of(u, 2)).ShouldBe((3, 200));
            Of(DataItem.Of(h, 2)).ShouldBe((-300, 2));
            Of(DataItem.Of(w, 2)).ShouldBe((9, 65535));
        }

        static (int, int) Of(DataItem item)
        {
            var range = IntervalTable.Of(item)!.Range(item, 0, 1);
            return (range.Min, range.Max);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    public void Ranges_of_elements_are_called_disjoint_only_when_they_are_and_mostly_when_they_are(int length)
    {
        var random = new Random(length);
        // Runs of a few dozen elements whose numbers tell nothing of their order.
        int[] values = [.. Enumerable.Range(0, length).Select(i => i / 30 * 7919 % 1009)];
        fixed (int* p = values)
        {
            var item = DataItem.Of(p, length);
            var plain = new CallData(&item, 1);
            var (disjoint, proven) = (0, 0);
            for (var i = 0; i < 4000; i++)
            {
                var (a, b) = (Range(), Range());
                var truth = (i % 2 == 0 ? plain : plain.WithTables([IntervalTable.Of(item)])).Equal(0, a, 0, b);
                var (left, right) = (Elements(a), Elements(b));
                if (truth == Truth.True)
                    left.Concat(right).Distinct().ShouldHaveSingleItem();
                if (truth == Truth.False)
                    left.Intersect(right).ShouldBeEmpty();
                disjoint += left.Intersect(right).Any() ? 0 : 1;
                proven += truth == Truth.False ? 1 : 0;
            }
            proven.ShouldBeGreaterThan(disjoint * 7 / 10);
        }

        Interval Range()
        {
            var start = random.Next(-3, length + 3);
            return new Interval(start, start + random.Next(70));
        }

        int[] Elements(Interval index)
            => [.. Enumerable.Range(index.Min, index.Max - index.Min + 1).Select(i => i >= 0 && i < length ? values[i] : 0)];
    }

    [Fact]
    public void Nothing_is_tabulated_of_numbers_and_scalars()
    {
        float value = 1;
        IntervalTable.Of(DataItem.Of(&value, 1)).ShouldBeNull();
        IntervalTable.Of(DataItem.Of(3)).ShouldBeNull();
    }

    [Fact]
    public void Outside_the_array_there_is_0()
    {
        int[] values = [5, 6, 7];
        fixed (int* p = values)
        {
            var item = DataItem.Of(p, 3);
            var data = new CallData(&item, 1);
            Text(data.Range(0, new Interval(1, 2))).ShouldBe("[6, 7]");
            Text(data.Range(0, new Interval(-1, 1))).ShouldBe("[0, 6]");
            Text(data.Range(0, new Interval(2, 3))).ShouldBe("[0, 7]");
            Text(data.Range(0, new Interval(3, 9))).ShouldBe("[0, 0]");
            data.Int<int>(0, -1).ShouldBe(0);
            data.Int<int>(0, 3).ShouldBe(0);
            data.Ints512<int>(0, 1).ToString().ShouldBe("<6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0>");
            data.Ints128<int>(0, int.MaxValue - 1).ToString().ShouldBe("<0, 0, 0, 0>");
        }

        static string Text(Interval interval) => interval.ToString();
    }
}
