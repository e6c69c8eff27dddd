using System.Diagnostics;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Measurement;

namespace KernelGen.Tuner.Benchmarking;

/// <summary>Measures a case against its ceiling and against what one would write by hand, interleaved in one process.</summary>
/// <param name="threads">Threads of the kernels and of the ceilings; the hand-written ones use one.</param>
/// <param name="rounds">Rounds that count.</param>
internal sealed class BenchRunner(int threads, int rounds)
{
    private const ulong Seed = 3;

    // The JIT must have reached its last tier in every contender: while it compiles it takes a core from them.
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(1500);

    private static readonly TimeSpan s_longestWarmUp = TimeSpan.FromSeconds(6);

    // Large against every cache.
    private static readonly Lazy<ReadOnlyMemory<float>> s_memory = new(() => Ceilings.ReadBuffer(512));

    /// <summary>Measures one case.</summary>
    public BenchResult Run(BenchCase test)
    {
        var spec = SpecCompiler.Compile(test.Spec, test.Name, CpuConfigSpace.Defaults(test.Spec));
        using var buffers = new AttentionBuffers(spec.Facts, test.Shape);
        buffers.FillNormal(Seed);
        var variant = spec.Explain(test.Shape).Variant;
        var kernel = spec.Kernels.Single(one => one.Id == variant);
        var keys = KeyRange.OfRows(spec, test.Shape);
        var flops = keys.Sum(range => (double)range.Count) * test.Shape.Batch * test.Shape.QueryHeads
            * 2 * (test.Spec.HeadDim + test.Spec.ValueHeadDim);
        var call = buffers.Call();

        // The ceilings answer in units per second, so their samples are rates; those of the others are seconds. Reading memory before
        // decoding also leaves the caches without the keys, as the other layers of a model do.
        var contenders = new List<Func<double>>
        {
            () => Ceilings.FmaGflops(threads),
            test.IsDecode ? () => Ceilings.ReadGigabytesPerSecond(s_memory.Value, threads) : () => double.NaN,
            () => Time(() => spec.Execute(call, kernel, threads)),
        };
        var hand = test.Spec.Precision == ElementType.Float32 ? new HandWritten(buffers, keys) : null;
        if (hand is not null)
            contenders.AddRange([() => Time(hand.Loop), () => Time(hand.Primitives)]);
        var samples = Measure(contenders);
        var (arithmetic, bandwidth, seconds) = (samples[0].Median, samples[1].Median, samples[2].Median);
        return new BenchResult(
            test, variant, seconds, flops / seconds / 1e9, arithmetic, bandwidth,
            hand is null ? double.NaN : hand.Flops / samples[3].Median / 1e9,
            hand is null ? double.NaN : hand.Flops / samples[4].Median / 1e9);
    }

    private SampleSet[] Measure(List<Func<double>> contenders)
    {
        WarmUp(contenders);
        var samples = contenders.Select(_ => new SampleSet()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < contenders.Count; i++)
                samples[i].Add(contenders[i]());
        }
        return samples;
    }

    private static void WarmUp(List<Func<double>> contenders)
    {
        var watch = Stopwatch.StartNew();
        var jit = new JitActivity();
        do
        {
            foreach (var contender in contenders)
                contender();
        }
        while (watch.Elapsed < s_warmUp || (!jit.IsQuiet && watch.Elapsed < s_longestWarmUp));
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
