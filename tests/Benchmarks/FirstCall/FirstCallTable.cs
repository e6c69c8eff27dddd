using System.Diagnostics;
using System.Globalization;
using KernelGen.Devices.Cuda;
using KernelGen.PtxMachine.Driver;
using KernelGen.Selection;
using Spectre.Console;

namespace KernelGen.Benchmarks.FirstCall;

/// <summary>
/// What a program's first CUDA call costs the host, on machines without a GPU too: the driver is the PTX machine's, and what passes in it is
/// counted apart, for a real driver compiles and runs the same kernels in times of its own.
/// </summary>
internal static class FirstCallTable
{
    private const int HeadDim = 128;

    // Short, for the machine interprets the kernels.
    private static readonly AttentionShape s_short = new(1, 2, 2, 128, 128), s_longer = new(1, 2, 2, 192, 192), s_decode = new(1, 2, 2, 1, 256);

    private static readonly Dictionary<string, Version> s_families = new() { ["cuda.wgmma"] = new(9, 0), ["cuda.mma"] = new(8, 0) };

    /// <summary>Prints the table of a family; each wants a process of its own, or its first call is not the first.</summary>
    public static void Print(string family)
    {
        using var host = new PtxHost { ComputeCapability = s_families[family] };
        var table = new Table().AddColumns("Step", "ms of the host", "ms in the PTX machine");
        CudaDevice device = null!;
        Time(table, host, "open the device", () => device = host.Open());
        using (device)
        {
            var variant = "";
            Call(table, host, device, $"first call, {s_short}", s_short, report => variant = report.Variant);
            Call(table, host, device, "the same again", s_short);
            Call(table, host, device, $"another shape, {s_longer}", s_longer);
            Call(table, host, device, $"first decode step, {s_decode}", s_decode);
            Call(table, host, device, "the same again", s_decode);
            Console.WriteLine($"Causal heads of {HeadDim} in bfloat16, {variant}.");
        }
        AnsiConsole.Write(table);
    }

    private static void Call(Table table, PtxHost host, CudaDevice device, string step, AttentionShape shape, Action<SelectionReport>? explain = null)
    {
        var (queries, keys) = (shape.QueryHeads * shape.QueryLength * HeadDim, shape.KeyHeads * shape.KeyLength * HeadDim);
        using var query = device.Allocate<BFloat16>(queries);
        using var key = device.Allocate<BFloat16>(keys);
        using var value = device.Allocate<BFloat16>(keys);
        using var output = device.Allocate<BFloat16>(queries);
        query.Clear();
        key.Clear();
        value.Clear();
        var options = new AttentionOptions { Explain = explain };
        Time(table, host, step, () => CudaBenchmarks.Causal128.Forward(device.DefaultStream, query, key, value, output, shape, options));
    }

    private static void Time(Table table, PtxHost host, string step, Action run)
    {
        var (before, start) = (host.Busy, Stopwatch.GetTimestamp());
        run();
        var (whole, driver) = (Stopwatch.GetElapsedTime(start), host.Busy - before);
        table.AddRow(step, Milliseconds(whole - driver), Milliseconds(driver));
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);
}
