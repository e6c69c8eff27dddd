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
        Key with { Bucket = Key.Bucket with { GroupSize = 4 } },
    ];

    [Fact]
    public void Every_field_changes_the_text()
    {
        string[] texts = [Key.ToString(), .. Changed.Select(key => key.ToString())];

        texts.Distinct().Count().ShouldBe(texts.Length);
        // A field that is added must be added above, too.
        typeof(TuningKey).GetProperties().Length.ShouldBe(6);
        typeof(ShapeBucket).GetProperties().Length.ShouldBe(4);
    }

    [Fact]
    public void Equal_keys_give_equal_text() => (Key with { }).ToString().ShouldBe(Key.ToString());

    [Fact]
    public void Random_keys_have_the_same_text_only_when_they_are_the_same()
    {
        // Short fields over few characters, all of which the text uses itself, so that chance finds collisions if there are any.
        var random = new Random(1);
        var byText = new Dictionary<string, TuningKey>();
        var equal = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var key = RandomKey(random);
            if (!byText.TryAdd(key.ToString(), key))
            {
                byText[key.ToString()].ShouldBe(key);
                equal++;
            }
        }
        byText.Values.Distinct().Count().ShouldBe(byText.Count, "and different texts mean different keys");
        equal.ShouldBeGreaterThan(100, "some keys came up twice");
    }

    [Fact]
    public void A_change_of_any_one_field_of_any_key_changes_the_text()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var (key, other) = (RandomKey(random), RandomKey(random));
            TuningKey[] changed =
            [
                key with { SpecHash = other.SpecHash }, key with { EmitterVersion = other.EmitterVersion }, key with { Family = other.Family },
                key with { Variant = other.Variant }, key with { DeviceKey = other.DeviceKey }, key with { Bucket = other.Bucket },
            ];
            foreach (var one in changed)
                (one.ToString() == key.ToString()).ShouldBe(one == key);
        }
    }

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

    private static TuningKey RandomKey(Random random) => new(
        RandomText(random), random.Next(-2, 13), RandomText(random), RandomText(random), RandomText(random),
        new ShapeBucket(random.Next(3), random.Next(12), random.Next(12), random.Next(1, 3)));

    private static string RandomText(Random random)
    {
        const string alphabet = "01:;-h";
        return string.Create(random.Next(3), random, (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
                text[i] = alphabet[source.Next(alphabet.Length)];
        });
    }
}
