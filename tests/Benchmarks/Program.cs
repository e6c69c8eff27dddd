using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using KernelGen.Benchmarks;

// In this process: a generated project per benchmark would need this repository's generator, and the kernels are compiled already.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
    .AddColumn(new RateColumn(), StatisticColumn.Median);
BenchmarkSwitcher.FromAssembly(typeof(PrefillBenchmarks).Assembly).Run(args, config);
