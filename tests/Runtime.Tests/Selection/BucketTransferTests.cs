using KernelGen.Devices;
using KernelGen.Runtime.Tests.Planning;
using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Selection.Transfer;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

public sealed class BucketTransferTests : IDisposable
{
    private static readonly string[] Variants = ["a/q1-k1", "a/q2-k1", "a/q3-k1"];

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Where_the_model_has_no_opinion_the_nearest_measurements_decide()
    {
        TunedEntry[] entries = [Entry(1024, (Variants[0], 10), (Variants[1], 20)), Entry(64, (Variants[0], 20), (Variants[1], 10))];
        var transfer = new BucketTransfer((_, _) => 1);

        transfer.Choose(new ShapeBucket(8, 512, 512), entries, Variants)!.Value.Variant.ShouldBe(Variants[0]);
        var (variant, from) = transfer.Choose(new ShapeBucket(8, 128, 128), entries, Variants)!.Value;
        variant.ShouldBe(Variants[1]);
        from.Select(entry => entry.Bucket.QueryLength).ShouldBe([64, 1024]);
    }

    [Fact]
    public void What_the_model_says_of_the_new_bucket_outweighs_the_old_winner_when_the_measurements_followed_it()
    {
        // The first variant pads the short shape to twice its length.
        double Cost(string variant, ShapeBucket bucket) => variant == Variants[0] ? (bucket.QueryLength < 100 ? 20 : 9) : 10;
        TunedEntry[] entries = [Entry(1024, (Variants[0], 90), (Variants[1], 100))];

        new BucketTransfer(Cost).Choose(new ShapeBucket(8, 64, 64), entries, Variants)!.Value.Variant.ShouldBe(Variants[1]);
        new BucketTransfer(Cost).Choose(new ShapeBucket(8, 2048, 2048), entries, Variants)!.Value.Variant.ShouldBe(Variants[0]);
    }

    [Fact]
    public void A_variant_that_was_left_out_somewhere_counts_as_slow_there_and_one_never_measured_is_no_choice()
    {
        TunedEntry[] entries = [Entry(1024, (Variants[0], 10), (Variants[1], 30)), Entry(512, (Variants[1], 10), (Variants[2], 9.9))];
        var transfer = new BucketTransfer((variant, _) => variant == "a/never" ? 0.001 : 1);

        transfer.Choose(new ShapeBucket(8, 2048, 2048), entries, [.. Variants, "a/never"])!.Value.Variant.ShouldBe(Variants[0]);
    }

    [Theory]
    [InlineData(1, "a/q9-k2")]
    [InlineData(64, "a/q1-k1")]
    public void In_decoding_variants_of_one_kernel_count_by_their_mean(int queries, string winner)
    {
        // Three times the same kernel, once fast by chance; the other one is the faster of the two.
        (string, double)[] times = [("a/q1-k1", 9), ("a/q2-k1", 10), ("a/q3-k1", 11), ("a/q9-k2", 9.5)];
        var entry = Entry(1024, times) with { Bucket = new ShapeBucket(8, queries, 1024) };

        new BucketTransfer((_, _) => 1).Choose(new ShapeBucket(8, queries, 2048), [entry], [.. times.Select(one => one.Item1)])!.Value.Variant.ShouldBe(winner);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_single_time_says_nothing_and_decode_nothing_of_prefill(int variants, bool chooses)
    {
        var times = Variants.Take(variants).Select(variant => (variant, 10.0)).ToArray();
        var transfer = new BucketTransfer((_, _) => 1);

        transfer.Choose(new ShapeBucket(8, 64, 64), [Entry(1024, times)], Variants).HasValue.ShouldBe(chooses);
        transfer.Choose(new ShapeBucket(8, 1, 64), [Entry(1024, times)], Variants).ShouldBeNull();
    }

    [Fact]
    public void Explain_says_what_the_transfer_is_expected_to_cost_from_recordings_or_from_enough_measurements_of_ones_own()
    {
        _database.Create();
        Add(1024);
        var recorded = Explain(4096);
        recorded.Layer.ShouldBe(SelectionLayer.NearestBucket);
        recorded.Reason.ShouldContain("on the recorded sweep");
        recorded.ExpectedLoss.ShouldNotBeNull().ShouldBeInRange(0, 0.1);

        foreach (var length in new[] { 128, 256, 512 })
            Add(length);
        var own = Explain(4096);
        own.Reason.ShouldContain("leave-one-bucket-out in the tuning database, median of 4 cells");
        own.ExpectedLoss.ShouldBe(0);
        Explain(1024).ExpectedLoss.ShouldBe(0);
        Explain(1).ExpectedLoss.ShouldNotBeNull("of the analytic default");
    }

    private void Add(int length)
    {
        _database.Add("cpu.simd/q96-k256-w512", 10, bucket: new ShapeBucket(8, length, length));
        _database.Add("cpu.simd/q48-k128-w512", 100, bucket: new ShapeBucket(8, length, length));
    }

    private SelectionReport Explain(int length)
        => VariantSelector.ForCpu(
            TestKernels.Facts, CountingClassifier.Everything(), TestKernels.All, [], TestKernels.Device, () => TuningDatabaseReader.Open(_database.Path))
            .Explain(TestKernels.Shape with { QueryLength = length, KeyLength = length }, null);

    private static TunedEntry Entry(int length, params (string Variant, double Time)[] times)
        => new(new DeviceKey("cpu", "test", "avx512", "2c"), new ShapeBucket(8, length, length), [.. times.OrderBy(one => one.Time).Select(one => one.Variant)], "a test")
        {
            Times = times.ToDictionary(one => one.Variant, one => one.Time),
        };
}
