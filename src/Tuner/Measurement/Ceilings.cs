using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace KernelGen.Tuner.Measurement;

/// <summary>
/// What this machine can do at best, to be measured in the same run as what is compared with it. Each method takes one sample, so that a
/// caller can interleave them with kernels; <see cref="Best"/> takes several.
/// </summary>
public static unsafe class Ceilings
{
    // 64 steps of four 512-bit vectors of B are 16 KiB: with A and the result they sit in a 32 KiB L1 cache.
    private const int Steps = 64;

    // Enough repetitions for some milliseconds: long against the time that the second thread takes to start.
    private const int FmaRepeats = 10_000;

    /// <summary>The vector width in bits at which the multiply-add loop runs here: 512, 256 or 128.</summary>
    public static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>
    /// GFLOP/s of one run of a register-tiled float32 multiply-add loop whose operands sit in the L1 cache: A broadcast, B streamed.
    /// </summary>
    /// <param name="threads">Threads that run it at once, at least 1; the result is their sum.</param>
    public static double FmaGflops(int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var seconds = Together(threads, _ =>
        {
            var block = (float*)NativeMemory.AlignedAlloc((nuint)FmaLoops.BlockFloats(Steps) * sizeof(float), 64);
            new Span<float>(block, FmaLoops.BlockFloats(Steps)).Clear();
            return () =>
            {
                for (var i = 0; i < FmaRepeats; i++)
                    FmaLoops.Run(VectorBits, block, Steps);
                return (nint)block;
            };
        });
        return 2.0 * FmaLoops.MultiplyAdds(VectorBits, Steps) * FmaRepeats * threads / seconds / 1e9;
    }

    /// <summary>GB/s (1e9 bytes) of reading memory once, front to back.</summary>
    /// <param name="memory">What is read; larger than the caches, or the result says how fast those are. Every thread reads its own share.</param>
    /// <param name="threads">Threads that read at once, at least 1.</param>
    public static double ReadGigabytesPerSecond(ReadOnlyMemory<float> memory, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var share = memory.Length / threads;
        var seconds = Together(threads, thread => () =>
        {
            // The sum is kept so that the reads are not optimised away.
            var sum = FmaLoops.Sum(memory.Span.Slice(thread * share, share));
            Volatile.Write(ref s_sink, sum);
            return 0;
        });
        return (double)share * threads * sizeof(float) / seconds / 1e9;
    }

    /// <summary>Memory for <see cref="ReadGigabytesPerSecond"/>, every page touched.</summary>
    /// <param name="megabytes">Its size in MiB.</param>
    public static ReadOnlyMemory<float> ReadBuffer(int megabytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(megabytes, 1);
        var memory = new float[megabytes * (1024 * 1024 / sizeof(float))];
        Array.Fill(memory, 1f);
        return memory;
    }

    /// <summary>The largest of some samples: a ceiling is what is reached when nothing disturbs.</summary>
    /// <param name="samples">How many to take; the first is a warm-up and does not count.</param>
    /// <param name="sample">Takes one.</param>
    public static double Best(int samples, Func<double> sample)
    {
        sample();
        return Enumerable.Range(0, samples).Max(_ => sample());
    }

    private static float s_sink;

    /// <summary>Seconds from the first thread's start to the last one's end; preparing and freeing memory does not count.</summary>
    private static double Together(int threads, Func<int, Func<nint>> prepare)
    {
        // The pool's threads spin for a moment after a kernel; while they do, the system puts a new thread beside the caller's, on its core.
        Thread.Sleep(1);
        using var start = new Barrier(threads);
        var begins = new long[threads];
        var ends = new long[threads];
        var workers = Enumerable.Range(1, threads - 1).Select(thread => new Thread(() => Work(thread))).ToArray();
        foreach (var worker in workers)
            worker.Start();
        Work(0);
        foreach (var worker in workers)
            worker.Join();
        return (ends.Max() - begins.Min()) / (double)Stopwatch.Frequency;

        void Work(int thread)
        {
            var run = prepare(thread);
            start.SignalAndWait();
            begins[thread] = Stopwatch.GetTimestamp();
            var block = run();
            ends[thread] = Stopwatch.GetTimestamp();
            NativeMemory.AlignedFree((void*)block);
        }
    }
}
