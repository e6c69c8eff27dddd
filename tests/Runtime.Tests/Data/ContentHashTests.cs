using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Data;

public sealed unsafe class ContentHashTests
{
    [Fact]
    public void Every_element_its_place_and_the_length_change_the_hash()
    {
        var values = new int[77];
        var hashes = new HashSet<ulong>();
        for (var length = 0; length <= values.Length; length++)
            hashes.Add(Hash(values, length)).ShouldBeTrue($"length {length}");
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = 1;
            hashes.Add(Hash(values, values.Length)).ShouldBeTrue($"a 1 at {i}");
            values[i] = 1 << 31;
            hashes.Add(Hash(values, values.Length)).ShouldBeTrue($"a sign at {i}");
            values[i] = 0;
        }
    }

    [Fact]
    public void The_same_content_elsewhere_has_the_same_hash() => Hash([1, 2, 3, 4], 4).ShouldBe(Hash([1, 2, 3, 4, 5], 4));

    [Fact]
    public void Only_the_named_parameters_count()
    {
        var items = stackalloc DataItem[] { DataItem.Of(1), DataItem.Of(2) };
        var before = ContentHash.Of(new CallData(items, 2), [0]);
        items[1] = DataItem.Of(3);
        ContentHash.Of(new CallData(items, 2), [0]).ShouldBe(before);
        ContentHash.Of(new CallData(items, 2), [1]).ShouldNotBe(before);
        items[0] = DataItem.Of(7f);
        ContentHash.Of(new CallData(items, 2), [0]).ShouldNotBe(before);
    }

    private static ulong Hash(int[] values, int length)
    {
        fixed (int* p = values)
        {
            var item = DataItem.Of(p, length);
            return ContentHash.Of(new CallData(&item, 1), [0]);
        }
    }
}
