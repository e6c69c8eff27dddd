using System.Diagnostics;
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
        using var subject = new BenchSubject(test, threads, Seed);
        using var wide = test.InFloat32 is { } other ? new BenchSubject(other, threads, Seed) : null;
        var hand = wide is null ? new HandWritten(subject.Buffers, subject.Keys) : null;
        // The ceilings answer in units per second, so their samples are rates; those of the others are seconds. Reading memory before
        // decoding also leaves the caches without the keys, as the other layers of a model do.
        Func<double> read = test.IsDecode ? () => Ceilings.ReadGigabytesPerSecond(s_memory.Value, threads) : () => double.NaN;
        var contenders = new List<Func<double>> { () => Ceilings.FmaGflops(threads), read, () => Time(subject.Run) };
        if (wide is not null)
            contenders.AddRange([read, () => Time(wide.Run)]);
        if (hand is not null)
            contenders.AddRange([() => Time(hand.Loop), () => Time(hand.Primitives)]);
        double[] medians = [.. Measure(contenders).Select(one => one.Median)];
        var (arithmetic, bandwidth, seconds) = (medians[0], medians[1], medians[2]);
        return new BenchResult(
            test, subject.Variant, seconds, subject.Flops / seconds / 1e9, arithmetic, bandwidth,
            hand is null ? double.NaN : hand.Flops / medians[3] / 1e9,
            hand is null ? double.NaN : hand.Flops / medians[4] / 1e9,
            wide is null ? double.NaN : medians[4]);
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
