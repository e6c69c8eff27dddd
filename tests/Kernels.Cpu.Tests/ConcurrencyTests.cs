using Shouldly;

namespace KernelGen.Kernels.Cpu.Tests;

/// <summary>Calls from many threads at once share helpers, idle jobs and plans, and still give the bits they give alone.</summary>
public sealed class ConcurrencyTests
{
    private const int Callers = 8;
    private const int CallsPerCaller = 100;
    private const int MostThreads = 8;

    private readonly CompiledSpec<float> _spec = Specs.Causal64();

    [Fact]
    public void Concurrent_calls_of_different_shapes_give_the_bits_they_give_alone()
    {
        AttentionShape[] shapes =
        [
            new(1, 4, 2, 300, 300), new(2, 8, 2, 1, 2000), new(3, 2, 1, 5, 77), new(1, 96, 1, 1, 1500), new(1, 32, 1, 3, 600),
            new(1, 1, 1, 513, 257), new(4, 4, 4, 33, 0), new(8, 8, 8, 20, 20),
        ];
        var calls = shapes.Select(Alone).ToArray();
        var wrong = 0;

        var callers = Enumerable.Range(0, Callers).Select(seed => new Thread(() => Call(new Random(seed)))).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());

        wrong.ShouldBe(0);

        void Call(Random random)
        {
            for (var i = 0; i < CallsPerCaller; i++)
            {
                if (!GivesTheSameBits(calls[random.Next(calls.Length)], random.Next(1, MostThreads + 1)))
                    Interlocked.Increment(ref wrong);
            }
        }
    }

    private Expected Alone(AttentionShape shape)
    {
        var (q, k, v, o) = Specs.Arrays(shape, 64);
        var lse = new float[o.Length / 64];
        _spec.Forward(q, k, v, o, lse, shape, new AttentionOptions { Threads = 1 });
        return new Expected(shape, q, k, v, o, lse);
    }

    private bool GivesTheSameBits(Expected call, int threads)
    {
        var output = new float[call.Output.Length];
        var lse = new float[call.Lse.Length];
        Array.Fill(output, float.NaN);
        _spec.Forward(call.Query, call.Key, call.Value, output, lse, call.Shape, new AttentionOptions { Threads = threads });
        return output.AsSpan().SequenceEqual(call.Output) && lse.AsSpan().SequenceEqual(call.Lse);
    }

    private sealed record Expected(AttentionShape Shape, float[] Query, float[] Key, float[] Value, float[] Output, float[] Lse);
}
