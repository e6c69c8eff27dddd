using KernelGen.Devices;
using KernelGen.Devices.Gpu;
using KernelGen.Devices.Ilgpu;
using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

public sealed class IlgpuSelectorTests : IDisposable
{
    private const string Large = "ilgpu.simt/q64-k32-g128-r4", Small = "ilgpu.simt/q16-k64-g64-r4", Huge = "ilgpu.simt/q128-k64-g256-r8";

    private static readonly IlgpuDevice Card = new()
    {
        Kind = "Cuda", Name = "NVIDIA H200", ComputeCapability = "9.0", Multiprocessors = 132, MostThreads = 1024, MostSharedBytes = 49152,
        MostRegisters = 65536, WarpSize = 32,
    };

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_key_is_made_of_the_name_the_kind_the_capability_and_the_multiprocessors()
    {
        Card.Key.ShouldBe("ilgpu:nvidia-h200:cuda-9.0:132mp");
        Card.Class.ShouldBe("ilgpu:cuda-9.0");
        (Card with { Kind = "OpenCL", ComputeCapability = "", Name = "gfx1100 (AMD)", Multiprocessors = 48 }).Key.ShouldBe("ilgpu:gfx1100-amd:opencl:48mp");
    }

    [Fact]
    public void Every_part_of_the_key_changes_it_and_nothing_else_does()
    {
        IlgpuDevice[] others =
        [
            Card with { Kind = "OpenCL" }, Card with { Name = "NVIDIA H100" }, Card with { ComputeCapability = "10.0" }, Card with { Multiprocessors = 131 },
        ];
        others.Select(device => device.Key).Append(Card.Key).Distinct().Count().ShouldBe(5);
        (Card with { MostThreads = 1, MostSharedBytes = 1, MostRegisters = 1, WarpSize = 1 }).Key.ShouldBe(Card.Key);
    }

    [Theory]
    [InlineData(128, 40000, 200, null)]
    [InlineData(2048, 1, 1, "needs groups of 2048 threads, and NVIDIA H200 has at most 1024")]
    [InlineData(64, 49153, 1, "needs 49153 bytes of shared memory, and a group of NVIDIA H200 has 49152")]
    [InlineData(512, 1, 129, "needs about 66048 registers for 512 threads, and a group of NVIDIA H200 has 65536")]
    public void A_device_says_what_it_lacks(int threads, int sharedBytes, int registers, string? reason)
        => Card.WhyNot(threads, sharedBytes, registers).ShouldBe(reason);

    [Fact]
    public void Registers_count_only_where_they_are_known() => (Card with { MostRegisters = 0 }).WhyNot(1024, 1, 255).ShouldBeNull();

    [Fact]
    public void Without_measurements_long_sequences_get_the_largest_tile_and_short_ones_the_smallest()
    {
        var selector = Selector(Card);
        selector.Explain(new AttentionShape(1, 32, 8, 8192, 8192)).Variant.ShouldBe(Huge);
        selector.Explain(new AttentionShape(1, 32, 8, 16, 1024)).Variant.ShouldBe(Small);
        selector.Explain(new AttentionShape(1, 32, 8, 8192, 8192)).Layer.ShouldBe(SelectionLayer.AnalyticDefault);
    }

    [Fact]
    public void The_database_and_the_embedded_choices_of_the_device_decide()
    {
        _database.Create();
        _database.Add(Small, 10, device: Card.Key);
        _database.Add(Large, 20, device: Card.Key);

        var report = Selector(Card).Explain(TestKernels.Shape);
        report.Variant.ShouldBe(Small);
        report.Layer.ShouldBe(SelectionLayer.ExactBucket);
        Selector(Card with { Name = "other", Multiprocessors = 7 }).Explain(TestKernels.Shape).Layer.ShouldBe(SelectionLayer.SameDeviceClass);
        Selector(Card with { ComputeCapability = "8.0" }).Explain(TestKernels.Shape).Layer.ShouldBe(SelectionLayer.AnalyticDefault);

        var embedded = Selector(Card with { ComputeCapability = "8.0" }, new TunedChoice("ilgpu:nvidia-h200:cuda-8.0:132mp", "h8-q1024-k1024", Huge));
        embedded.Explain(TestKernels.Shape).Variant.ShouldBe(Huge);
        embedded.Explain(TestKernels.Shape).Reason.ShouldContain("built into the assembly");
    }

    [Fact]
    public void A_winner_that_the_device_cannot_run_gives_way()
    {
        _database.Create();
        _database.Add(Huge, 1, device: Card.Key);
        _database.Add(Small, 2, device: Card.Key);

        Selector(Card with { MostThreads = 128 }).Explain(TestKernels.Shape).Variant.ShouldBe(Small);
    }

    [Fact]
    public void A_pinned_variant_runs_or_the_error_says_why_not()
    {
        var pinned = new AttentionOptions { Variant = Huge };
        var report = Selector(Card).Explain(TestKernels.Shape, pinned);
        report.Variant.ShouldBe(Huge);
        report.Layer.ShouldBe(SelectionLayer.Pinned);

        Should.Throw<NotSupportedException>(() => Selector(Card with { MostThreads = 128 }).Explain(TestKernels.Shape, pinned))
            .Message.ShouldContain($"{Huge} needs groups of 256 threads");
        var unknown = Should.Throw<ArgumentException>(() => Selector(Card).Explain(TestKernels.Shape, new AttentionOptions { Variant = Large + "0" }));
        unknown.ParamName.ShouldBe("options");
        unknown.Message.ShouldContain($"the closest is '{Large}'");
    }

    [Fact]
    public void A_device_that_is_too_small_for_all_is_told_what_the_least_is()
        => Should.Throw<NotSupportedException>(() => Selector(Card with { Kind = "CPU", MostThreads = 16 }).Explain(TestKernels.Shape))
            .Message.ShouldBe(
                $"{Small} needs groups of 64 threads, and NVIDIA H200 has at most 16. ILGPU's CPU device has 16 threads by default: "
                    + "build the context with CPU(new CPUDevice(32, 8, 1)) for 256.");

    [Fact]
    public void A_few_query_rows_go_to_the_decode_kernel_whatever_is_pinned()
    {
        var decode = TestKernels.Shape with { QueryLength = 4 };
        var report = Selector(Card).Explain(decode, new AttentionOptions { Variant = Large });
        report.Variant.ShouldBe("ilgpu.simt/q16-k64-g64-r4");
        report.Reason.ShouldContain("decode kernel");
        Should.Throw<ArgumentException>(() => Selector(Card).Explain(decode, new AttentionOptions { Variant = "x" }));
        Selector(Card, hasDecode: false).Explain(decode).Reason.ShouldContain("cost model");
    }

    [Fact]
    public void Results_without_ILGPU_count_under_the_key_with_it_after_its_own_and_those_of_one_family_do_not()
    {
        var bucket = TestKernels.Bucket;
        DeviceKey[] keys = [Key("cuda:nvidia-h200:9.0:132mp"), Key(Card.Key), Key("cpu:test-cpu:avx2:4c")];
        var table = new TunedTable([.. keys.Select((key, i) => new TunedEntry(key, bucket, [i == 2 ? Small : $"cuda.mma/q{i}"], "the source"))], "Seen.");

        var seen = table.Under(IlgpuDevice.KeyOf);
        seen.Entries.Select(entry => entry.Device).ShouldBe([keys[1], keys[2], keys[1]]);
        seen.Entries.Select(entry => entry.Source).ShouldBe(["the source", "the source", "the source, under cuda:nvidia-h200:9.0:132mp,"]);

        var kept = seen.Where(entry => entry.Ranked[0] != Small, "Left out.");
        kept.Entries.Count.ShouldBe(2);
        kept.Note.ShouldBe("Seen. Left out.");
        kept.Where(_ => true, "Nothing.").Note.ShouldBe("Seen. Left out.");

        static DeviceKey Key(string text) => DeviceKey.TryParse(text, out var key) ? key : throw new ArgumentException(text);
    }

    [Fact]
    public void A_pinned_tile_that_the_family_does_not_have_is_told()
    {
        var shape = new AttentionShape(1, 32, 8, 8192, 8192);
        var facts = TestKernels.Facts with { PinnedQueryTile = 48, PinnedKeyTile = 192 };
        Selector(facts).Explain(shape).Steps[0].ShouldBe("[Tile] pins 48 query rows and 192 keys, which ilgpu.simt cannot have; it has sizes of its own.");
        Selector(facts with { PinnedKeyTile = 64 }).Explain(shape).Steps[0].ShouldStartWith("[Tile] pins 48 query rows, which");
        Selector(facts with { PinnedQueryTile = 128, PinnedKeyTile = 64 }).Explain(shape).Steps.ShouldAllBe(step => !step.Contains("[Tile]"));
        Selector(facts).Explain(shape with { QueryLength = 1 }).Steps.ShouldAllBe(step => !step.Contains("[Tile]"));

        IlgpuSelector Selector(SpecFacts spec) => new(
            spec, [new IlgpuVariant(Huge, TestKernels.EmitterVersion, 128, 64, 256, 8, 49000, 200)],
            new IlgpuVariant(Small, TestKernels.EmitterVersion, 16, 64, 64, 4, 20000, 130), [], Card, () => null);
    }

    private IlgpuSelector Selector(IlgpuDevice device, params TunedChoice[] choices) => Selector(device, true, choices);

    private IlgpuSelector Selector(IlgpuDevice device, bool hasDecode, params TunedChoice[] choices) => new(
        TestKernels.Facts,
        [
            new IlgpuVariant(Large, TestKernels.EmitterVersion, 64, 32, 128, 4, 30000, 140),
            new IlgpuVariant(Small, TestKernels.EmitterVersion, 16, 64, 64, 4, 20000, 130),
            new IlgpuVariant(Huge, TestKernels.EmitterVersion, 128, 64, 256, 8, 49000, 200),
        ],
        hasDecode ? new IlgpuVariant(Small, TestKernels.EmitterVersion, 16, 64, 64, 4, 20000, 130) : null,
        choices, device, () => TuningDatabaseReader.Open(_database.Path));
}
