using KernelGen.Planning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Devices;

/// <summary>How often calls have plans built, when several threads need them at the same time.</summary>
public sealed class PlanningOfJobsTests
{
    private static readonly AttentionOptions s_options = new() { Threads = 4, Variant = "cpu.simd/q48-k128-w512" };

    [Theory]
    [InlineData(1)] // decoding: shares of the keys
    [InlineData(200)] // prefill: query tiles
    public void A_plan_is_built_once_for_each_head_whatever_the_threads(int queries)
    {
        var mask = new SlowMask(perKeyHead: false);
        Run(mask, new AttentionShape(1, 4, 2, queries, 4096));
        mask.Asked.ShouldBe([1, 1, 1, 1]);
    }

    [Fact]
    public void Decoding_builds_a_plan_once_for_the_heads_that_share_a_key_head()
    {
        var mask = new SlowMask(perKeyHead: true);
        Run(mask, new AttentionShape(3, 4, 2, 1, 4096));
        mask.Asked.ShouldBe([1, 1, 0, 0]);
    }

    private static void Run(TileClassifier mask, AttentionShape shape)
    {
        var query = new float[shape.Batch * shape.QueryHeads * shape.QueryLength * HandmadeSpec.HeadDim];
        var key = new float[shape.Batch * shape.KeyHeads * shape.KeyLength * HandmadeSpec.HeadDim];
        HandmadeSpec.Of(mask).Forward(query, key, key, new float[query.Length], shape, s_options);
    }

    // True everywhere, which is known at once, but so late that all threads come for the plan meanwhile.
    private sealed class SlowMask(bool perKeyHead) : TileClassifier
    {
        /// <summary>How often it was asked, by heads.</summary>
        public int[] Asked { get; } = new int[4];

        public override bool DependsOnHead => true;

        public override bool DependsOnQueryHead => !perKeyHead;

        public override Truth Classify(Interval q, Interval k, in MaskScope scope)
        {
            Interlocked.Increment(ref Asked[perKeyHead ? scope.KeyHead : scope.Head]);
            Thread.Sleep(200);
            return Truth.True;
        }
    }
}
