using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using KernelGen.Tuner.Benchmarking;

namespace KernelGen.Benchmarks;

/// <summary>GFLOP/s by the median, counting the pairs that the mask allows.</summary>
internal sealed class RateColumn : IColumn
{
    public string Id => nameof(RateColumn);

    public string ColumnName => "GFLOP/s";

    public string Legend => "1e9 floating-point operations on allowed pairs per second, by the median";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkDotNet.Running.BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkDotNet.Running.BenchmarkCase benchmarkCase)
        => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkDotNet.Running.BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        var test = benchmarkCase.Parameters.Items.Select(item => item.Value).OfType<BenchmarkCase>().FirstOrDefault();
        var nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Median;
        if (test is null || nanoseconds is null)
            return "";
        var someRows = benchmarkCase.Descriptor.WorkloadMethod.Name.EndsWith(AttentionBenchmarks.SomeRows, StringComparison.Ordinal);
        var flops = someRows ? HandWritten.FlopsOf(test.Spec.Facts, test.Keys) : test.Flops;
        return (flops / nanoseconds.Value).ToString("F1", CultureInfo.InvariantCulture);
    }
}
