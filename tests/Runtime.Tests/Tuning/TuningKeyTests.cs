using KernelGen.Selection;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Tuning;

public sealed class TuningKeyTests
{
    private static readonly TuningKey Key = new("0123abcd", 3, "cpu.simd", "cpu.simd/q48-k128-w512", "cpu:model:avx512:2c", new ShapeBucket(8, 1024, 2048));

    private static readonly TuningKey[] Changed =
    [
        Key with { SpecHash = "0123abce" },
        Key with { EmitterVersion = 4 },
        Key with { Family = "cpu.other" },
        Key with { Variant = "cpu.simd/q48-k128-w256" },
        Key with { DeviceKey = "cpu:model:avx512:4c" },
        Key with { Bucket = Key.Bucket with { Heads = 16 } },
        Key with { Bucket = Key.Bucket with { QueryLength = 2048 } },
        Key with { Bucket = Key.Bucket with { KeyLength = 1024 } },
    ];

    [Fact]
    public void Every_field_changes_the_text()
    {
        string[] texts = [Key.ToString(), .. Changed.Select(key => key.ToString())];

        texts.Distinct().Count().ShouldBe(texts.Length);
        // A field that is added must be added above, too.
        typeof(TuningKey).GetProperties().Length.ShouldBe(6);
        typeof(ShapeBucket).GetProperties().Length.ShouldBe(3);
    }

    [Fact]
    public void Equal_keys_give_equal_text() => (Key with { }).ToString().ShouldBe(Key.ToString());

    [Fact]
    public void No_content_of_a_field_can_move_a_border()
    {
        // All ways to deal a text that is full of separators and digits out to the three free fields, one character at a time.
        const string text = "1:a;2:b;;1:;0:;";
        var seen = new HashSet<string>();
        var keys = 0;
        for (var first = 0; first <= text.Length; first++)
        {
            for (var second = first; second <= text.Length; second++)
            {
                var key = new TuningKey(text[..first], 1, text[first..second], text[second..], "", default);
                seen.Add(key.ToString());
                keys++;
            }
        }
        seen.Count.ShouldBe(keys);
    }
}
