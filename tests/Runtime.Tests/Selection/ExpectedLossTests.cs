using KernelGen.Devices;
using KernelGen.Devices.Cpu;
using KernelGen.Runtime.Tests.Planning;
using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Selection.CpuCost;
using KernelGen.Selection.Layers;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

/// <summary>What it takes to say what a choice is expected to cost, and when nothing is said.</summary>
public sealed class ExpectedLossTests : IDisposable
{
    private static readonly string[] s_variants = ["cpu.simd/q96-k256-w512", "cpu.simd/q48-k128-w512"];
    private static readonly ShapeBucket[] s_prefill = [.. new[] { 64, 128, 256, 512, 1024 }.Select(length => new ShapeBucket(8, length, length))];
    private static readonly ShapeBucket[] s_decode = [.. new[] { 1024, 2048, 4096, 8192 }.Select(length => new ShapeBucket(8, 1, length))];

    private readonly TestDatabase _database = new();
    private readonly List<(string Variant, ShapeBucket Bucket)> _asked = [];

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_choice_asks_the_model_once_for_every_measured_bucket_and_only_who_asks_why_leaves_each_out()
    {
        var query = new SelectionQuery(new ShapeBucket(8, 4096, 4096), null, Device(), TestKernels.All, new TunedTable(Entries(), ""), Cost);

        var answer = new NearestBucketLayer().Ask(query);

        answer.Variant.ShouldNotBeNull();
        var forChoice = _asked.Count;
        forChoice.ShouldBe(s_variants.Length * (s_prefill.Length + 1));
        answer.Loss().ShouldNotBeNull().Cells.ShouldBe(s_prefill.Length, "decode steps say nothing of prefills");
        _asked.Count.ShouldBeGreaterThan(forChoice);
        _asked.ShouldAllBe(one => one.Bucket.QueryLength > 1);
    }

    [Fact]
    public void The_model_is_asked_once_for_a_variant_and_a_bucket_however_many_buckets_a_program_comes_to()
    {
        Fill(TestKernels.DeviceKey);
        var selector = new VariantSelector<CpuKernel>(
            TestKernels.Facts, TestKernels.All, [], TestKernels.DeviceKey,
            new CpuAnalyticLayer(CpuWork.Of(TestKernels.Facts, CountingClassifier.Everything()), TestKernels.Device), () => TuningDatabaseReader.Open(_database.Path))
        {
            Cost = Cost,
        };

        foreach (var length in new[] { 2048, 4096, 8192 })
            selector.Select(Shape(length), null);
        selector.Explain(Shape(4096), null).ExpectedLoss.ShouldNotBeNull();

        _asked.Count.ShouldBe(s_variants.Length * (s_prefill.Length + 3));
        _asked.Distinct().Count().ShouldBe(_asked.Count);
    }

    [Fact]
    public void Nothing_is_said_of_results_of_another_device_however_many_there_are()
    {
        Fill("cpu:sister:avx512:64c");

        var report = VariantSelector.ForCpu(
            TestKernels.Facts, CountingClassifier.Everything(), TestKernels.All, [], TestKernels.Device, () => TuningDatabaseReader.Open(_database.Path))
            .Explain(Shape(4096), null);

        report.Layer.ShouldBe(SelectionLayer.SameDeviceClass);
        report.Reason.ShouldContain("carried over by the cost model");
        report.ExpectedLoss.ShouldBeNull();
        report.Reason.ShouldNotContain("expected");
    }

    private double Cost(string variant, ShapeBucket bucket)
    {
        _asked.Add((variant, bucket));
        return variant.Length + bucket.QueryLength;
    }

    private void Fill(string device)
    {
        _database.Create();
        foreach (var bucket in s_prefill.Concat(s_decode))
        {
            foreach (var (variant, i) in s_variants.Select((variant, i) => (variant, i)))
                _database.Add(variant, 10 * (i + 1), device, bucket);
        }
    }

    private static AttentionShape Shape(int length) => TestKernels.Shape with { QueryLength = length, KeyLength = length };

    private static DeviceKey Device() => DeviceKey.TryParse(TestKernels.DeviceKey, out var device) ? device : default;

    private static List<TunedEntry> Entries() => [.. s_prefill.Concat(s_decode).Select(bucket => new TunedEntry(Device(), bucket, s_variants, "a test")
    {
        Times = s_variants.Select((variant, i) => (variant, i)).ToDictionary(one => one.variant, one => 10.0 * (one.i + 1)),
    })];
}
