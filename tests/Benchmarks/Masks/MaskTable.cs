using System.Globalization;
using KernelGen.Tuner.Measurement;
using Spectre.Console;

namespace KernelGen.Benchmarks.Masks;

/// <summary>Measures every case and its baseline in turns on one thread, and prints rates as shares of the baseline's.</summary>
internal static class MaskTable
{
    private const int Rounds = 15;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromMilliseconds(500);
    private static readonly AttentionOptions s_options = new() { Threads = 1 };

    /// <summary>Measures the cases whose name contains a text.</summary>
    public static void Print(string text)
    {
        Console.WriteLine($"One thread; medians of {Rounds} rounds in which the case and its baseline take turns.");
        var table = new Table().AddColumns("Case", "Shape", "Non-empty tiles", "ms", "GFLOP/s on them", "Baseline's GFLOP/s", "Share", "Spread", "Baseline's time");
        foreach (var test in MaskCases.All.Where(one => one.Name.Contains(text, StringComparison.OrdinalIgnoreCase)))
        {
            Console.Error.WriteLine($"measuring {test.Name} ...");
            AddRow(table, test);
        }
        AnsiConsole.Write(table);
    }

    private static void AddRow(Table table, MaskCase test)
    {
        using var buffers = Buffers(test.Spec, test.Shape);
        using var baseline = Buffers(test.Baseline, test.BaselineShape);
        var call = buffers.Call() with { Data = test.Data.Call };
        var (seconds, shares) = Measure(
            () => test.Spec.Run(call, s_options), () => test.Baseline.Run(baseline.Call(), s_options), test.Flops / test.BaselineFlops);
        var rate = test.Flops / seconds.Median / 1e9;
        table.AddRow(
            test.Name, $"{test.Shape}", Number(test.WorkShare * 100, "0.0") + " %", Number(seconds.Median * 1e3, "0.00"), Number(rate, "0.0"),
            Number(rate / shares.Median, "0.0"), Number(shares.Median * 100, "0.0") + " %",
            $"{Number(shares.P20 * 100, "0.0")} to {Number(shares.P80 * 100, "0.0")} %",
            Number(shares.Median * test.BaselineFlops / test.Flops, "0.00") + " x");
    }

    // Seconds of the case, and its rate over the baseline's, round by round.
    private static (SampleSet Seconds, SampleSet Shares) Measure(Action run, Action baseline, double work)
    {
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < s_warmUp;)
        {
            run();
            baseline();
        }
        var (seconds, shares) = (new SampleSet(), new SampleSet());
        for (var round = 0; round < Rounds; round++)
        {
            var time = Time(run);
            seconds.Add(time);
            shares.Add(work * Time(baseline) / time);
        }
        return (seconds, shares);
    }

    private static double Time(Action action)
    {
        var start = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static AttentionBuffers Buffers(CompiledSpec spec, AttentionShape shape)
    {
        var buffers = new AttentionBuffers(spec.Facts, shape);
        buffers.FillNormal(seed: 1);
        return buffers;
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
