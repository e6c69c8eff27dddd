using KernelGen.Selection;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Tests.Storage;

/// <summary>Rows for tests of storage and export.</summary>
internal static class TestRows
{
    public const string Device = "cpu:test-cpu:avx2:4c";

    public static TuningRow Row(
        string variant, double median, string spec = "aaaa", string device = Device, int heads = 8, TuningStatus status = TuningStatus.Ok, int emitter = 1)
        => new()
        {
            Key = new TuningKey(spec, emitter, "cpu.simd", variant, device, new ShapeBucket(heads, 1024, 1024)),
            SpecName = "Demo." + spec,
            SpecText = "text of " + spec,
            Status = status,
            Shape = FormattableString.Invariant($"B1,Hq{heads},Hkv{heads},Nq1024,Nk1024"),
            Threads = 2,
            Samples = 9,
            Median = status == TuningStatus.Ok ? median : null,
            P20 = status == TuningStatus.Ok ? median * 0.999 : null,
            P80 = status == TuningStatus.Ok ? median * 1.001 : null,
            Times = status == TuningStatus.Ok ? [.. Enumerable.Range(0, 9).Select(i => median * (1 + 0.001 * ((i + 1) % 3 - 1)))] : [],
            MaxError = 1e-7,
            ToolVersion = "1.2.3",
            Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Environment = "test",
            Comment = "naïve; \"quoted\" 'too'",
        };
}
