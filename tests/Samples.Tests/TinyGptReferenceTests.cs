using System.Text.Json;
using Shouldly;
using TinyGpt;
using TinyGpt.Transformer;

namespace KernelGen.Samples.Tests;

/// <summary>What PyTorch computes with the same weights is what the sample computes with kernels from its spec.</summary>
public sealed class TinyGptReferenceTests(TinyGptFixture fixture) : IClassFixture<TinyGptFixture>
{
    // The float32 limit that the model's own README gives: another order of summation alone makes 3e-5.
    private const float Tolerance = 2e-4f;
    private const int Length = 512;
    private const int Vocabulary = 73;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Attention_of_a_layer_matches_the_reference(int layer)
    {
        var q = NpyReader.Read<float>($"layer{layer}_q", "<f4", 1, 8, Length, 64);
        var k = NpyReader.Read<float>($"layer{layer}_k", "<f4", 1, 2, Length, 64);
        var v = NpyReader.Read<float>($"layer{layer}_v", "<f4", 1, 2, Length, 64);
        var o = new float[q.Length];

        TinyGptAttention.Forward(q, k, v, o, new AttentionShape(1, 8, 2, Length, Length));

        LargestDifference(o, NpyReader.Read<float>($"layer{layer}_attn", "<f4", 1, 8, Length, 64)).ShouldBeLessThan(Tolerance);
    }

    [Fact]
    public void Logits_of_a_passage_match_the_reference()
    {
        var logits = fixture.Model.Forward(Passage(), new KeyValueCache(fixture.Model.Config));

        LargestDifference(logits, Reference()).ShouldBeLessThan(Tolerance);
    }

    [Fact]
    public void A_passage_read_in_pieces_behind_the_cache_gives_the_same_logits()
    {
        var passage = Passage();
        var reference = Reference();
        var cache = new KeyValueCache(fixture.Model.Config);
        var start = 0;
        foreach (var piece in new[] { 200, 1, 1, 17, 64, 1, 128, 2, 98 })
        {
            var logits = fixture.Model.Forward(passage.AsSpan(start, piece), cache);

            var expected = reference.AsSpan(start * Vocabulary, piece * Vocabulary).ToArray();
            LargestDifference(logits, expected).ShouldBeLessThan(Tolerance, $"{piece} tokens behind {start}");
            start += piece;
        }
        start.ShouldBe(Length);
        cache.Length.ShouldBe(Length);
    }

    [Fact]
    public void Greedy_text_matches_the_reference_to_the_character()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "reference", "greedy.txt"));
        var prompt = JsonSerializer.Deserialize<string>(lines[0])!;
        var continuation = JsonSerializer.Deserialize<string>(lines[1])!;
        continuation.Length.ShouldBe(200);

        new GreedyDecoder(fixture.Model).Continue(prompt, continuation.Length).Text.ShouldBe(continuation);
    }

    private static int[] Passage() => NpyReader.Read<int>("tokens", "<i4", Length);

    private static float[] Reference() => NpyReader.Read<float>("logits", "<f4", Length, Vocabulary);

    private static float LargestDifference(float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        // Math.Max hands a NaN on, so a NaN in the output fails the comparison.
        return actual.Zip(expected, (a, e) => Math.Abs(a - e)).Aggregate(0f, Math.Max);
    }
}
