using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KernelGen.Benchmarks;
using KernelGen.Benchmarks.FirstCall;
using KernelGen.Benchmarks.Masks;
using KernelGen.Benchmarks.Plans;
using KernelGen.Tuner.Measurement;
using Spectre.Console;

// Tables must not be folded when the output is a file.
AnsiConsole.Profile.Width = Math.Max(160, AnsiConsole.Profile.Width);
switch (args)
{
    case ["masks", .. var rest]:
        MaskTable.Print(rest.FirstOrDefault(""));
        return;
    case ["plans"]:
        PlanTable.Print();
        return;
    case ["first-call", "cuda.wgmma" or "cuda.mma"]:
        FirstCallTable.Print(args[1]);
        return;
}

// In this process: a generated project per benchmark would need this repository's generator, and the kernels are compiled already.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddColumn(new RateColumn(), StatisticColumn.Median)
    .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(60));
PrintCeilings("before");
BenchmarkSwitcher.FromAssembly(typeof(PrefillBenchmarks).Assembly).Run(args, config);
PrintCeilings("after");

// What the benchmarks are to be compared with. Twice, because the machine's speed may have changed in between.
static void PrintCeilings(string when)
{
    const int Samples = 20;
    const int BufferMegabytes = 256;
    var memory = Ceilings.ReadBuffer(BufferMegabytes);
    var gflops = Ceilings.Best(Samples, () => Ceilings.FmaGflops());
    var gigabytes = Ceilings.Best(Samples, () => Ceilings.ReadGigabytesPerSecond(memory));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"One thread, {when} the benchmarks: {gflops:F1} GFLOP/s ({Ceilings.VectorBits}-bit vectors), {gigabytes:F1} GB/s read."));
}
