using KernelGen.Runtime.Tests.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices;

/// <summary>Not at the same time as other tests that watch how much memory there is.</summary>
[Collection(Collection)]
public sealed class ScratchMemoryTests
{
    /// <summary>The tests that watch it.</summary>
    public const string Collection = "Scratch memory";

    private const int MiB = 1 << 20;

    [Fact]
    public void What_a_long_prompt_needed_is_kept_until_it_is_trimmed()
    {
        var shape = new AttentionShape(1, 1, 1, 8, 1 << 17);
        var (query, key) = (new float[8 * HandmadeSpec.HeadDim], new float[shape.KeyLength * HandmadeSpec.HeadDim]);
        // One thread: no other one may still hold the job when the call has returned.
        HandmadeSpec.Of(CountingClassifier.Everything()).Forward(
            query, key, key, new float[query.Length], shape, new AttentionOptions { Threads = 1, Variant = "cpu.simd/q48-k128-w512" });
        // Keys and values as they were packed, 32 MiB each.
        var kept = ScratchMemory.Bytes;
        kept.ShouldBeGreaterThan(64 * MiB);
        ScratchMemory.Trim();
        ScratchMemory.Bytes.ShouldBeLessThan(kept - 60 * MiB);
    }
}
