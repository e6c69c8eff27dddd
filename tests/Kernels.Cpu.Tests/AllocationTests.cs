using System.Numerics.Tensors;
using KernelGen.Onnx;
using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>Nothing else runs beside these tests: what other threads allocate is counted too.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationCollection;

/// <summary>After the first call of a shape, a call allocates nothing.</summary>
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    private const int Rounds = 20;
    private const int CallsPerRound = 20;

    public static TheoryData<int, int, int> Calls => new()
    {
        // query length, key length, threads: prefill and decoding, alone and together
        { 100, 100, 1 },
        { 300, 300, 2 },
        { 1, 700, 1 },
        { 1, 700, 3 },
        { 9, 700, 2 },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_after_the_first_allocates_nothing(int queryLength, int keyLength, int threads)
    {
        var spec = Specs.Causal64();
        var shape = new AttentionShape(1, 4, 2, queryLength, keyLength);
        var (q, k, v, o) = Specs.Arrays(shape, 64);
        var lse = new float[4 * queryLength];
        var options = new AttentionOptions { Threads = threads };
        AllocatesNothing(() => spec.Forward(q, k, v, o, lse, shape, options));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_with_data_after_the_first_allocates_nothing_either(int queryLength, int keyLength, int threads)
    {
        var shape = new AttentionShape(1, 4, 2, queryLength, keyLength);
        var (q, k, v, o) = Specs.Arrays(shape, 32);
        var lse = new float[4 * queryLength];
        var options = new AttentionOptions { Threads = threads };
        int[] document = [.. Enumerable.Range(0, keyLength).Select(i => i / 90)];
        short[] window = [50, 100, -1, 70];
        float[] slope = [0.5f, 0.25f, 0.125f, 0.0625f];
        AllocatesNothing(() => Data.Documents.Forward(q, k, v, o, lse, document, window, 4, slope, shape, options));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_with_tensors_after_the_first_allocates_nothing_either(int queryLength, int keyLength, int threads)
    {
        var shape = new AttentionShape(1, 4, 2, queryLength, keyLength);
        var (q, k, v, o) = Specs.Arrays(shape, 32);
        var lse = new float[4 * queryLength];
        var options = new AttentionOptions { Threads = threads };
        bool[] mask = [.. Enumerable.Range(0, 4 * queryLength * keyLength).Select(i => i / 100 % 3 > 0)];
        var bias = new float[keyLength];
        AllocatesNothing(() => Data.Tensored.Forward(
            q, k, v, o, lse, new ReadOnlyTensorSpan<bool>(mask, [4, queryLength, keyLength]), new ReadOnlyTensorSpan<float>(bias, [1, keyLength]), shape, options));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_node_of_ONNX_after_the_first_call_allocates_nothing_either(int queryLength, int keyLength, int threads)
    {
        var shape = new AttentionShape(1, 4, 2, queryLength, keyLength);
        var (q, k, v, o) = Specs.Arrays(shape, 32);
        var options = new AttentionOptions { Threads = threads };
        bool[] mask = [.. Enumerable.Range(0, queryLength * keyLength).Select(i => i / 100 % 3 > 0)];
        long[] nonpad = [keyLength - 10];
        AllocatesNothing(() => Data.OnnxLayer.Run(
            new OnnxAttentionInputs<float>
            {
                Q = new(q, [1, 4, queryLength, 32]),
                K = new(k, [1, 2, keyLength, 32]),
                V = new(v, [1, 2, keyLength, 32]),
                Mask = new(mask, [queryLength, keyLength]),
                NonpadKvSeqlen = nonpad,
            },
            new OnnxAttentionOutputs<float> { Y = new(o, [1, 4, queryLength, 32]) },
            options));
    }

    private static void AllocatesNothing(Action call)
    {
        for (var i = 0; i < CallsPerRound; i++)
            call();

        // The test framework's own threads may allocate during a round; a call that allocates does so in every round.
        var onThisThread = long.MaxValue;
        var onAllThreads = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var thread = GC.GetAllocatedBytesForCurrentThread();
            var total = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < CallsPerRound; i++)
                call();
            onAllThreads = Math.Min(onAllThreads, GC.GetTotalAllocatedBytes(precise: true) - total);
            onThisThread = Math.Min(onThisThread, GC.GetAllocatedBytesForCurrentThread() - thread);
        }
        onThisThread.ShouldBe(0);
        onAllThreads.ShouldBe(0);
    }
}
