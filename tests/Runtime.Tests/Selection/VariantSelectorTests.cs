using KernelGen.Devices.Cpu;
using KernelGen.Runtime.Tests.Planning;
using KernelGen.Runtime.Tests.Tuning;
using KernelGen.Selection;
using KernelGen.Selection.CpuCost;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Runtime.Tests.Selection;

public sealed class VariantSelectorTests : IDisposable
{
    private readonly TestDatabase _database = new();
    private int _opened;

    // What the cost model takes of all kernels.
    private static string Default => TestKernels.All[AnalyticDefault.Choose(
        [.. TestKernels.All.Select(kernel => kernel.Tile)], CpuWork.Of(TestKernels.Facts, null), TestKernels.Bucket, TestKernels.Device)].Id;

    public void Dispose() => _database.Dispose();

    [Fact]
    public void Without_any_measurement_the_cost_model_answers_and_says_so()
    {
        var report = Selector().Explain(TestKernels.Shape, null);

        report.Layer.ShouldBe(SelectionLayer.AnalyticDefault);
        report.Variant.ShouldBe(Default);
        report.Steps.Count.ShouldBe(6, "a note on the database and five layers");
        report.Steps[0].ShouldContain("no tuning database");
        report.Steps[^1].ShouldBe(report.Reason);
    }

    [Fact]
    public void A_measurement_for_the_bucket_wins_over_everything_but_a_pinned_variant()
    {
        _database.Create();
        _database.Add("cpu.simd/q96-k256-w512", 10);
        _database.Add("cpu.simd/q48-k128-w512", 20);
        var selector = Selector(new TunedChoice(TestKernels.DeviceKey, "h8-q1024-k1024", "cpu.simd/q24-k64-w512"));

        var report = selector.Explain(TestKernels.Shape with { QueryLength = 600 }, null);

        report.Layer.ShouldBe(SelectionLayer.ExactBucket);
        report.Variant.ShouldBe("cpu.simd/q96-k256-w512");
        report.Reason.ShouldContain("the tuning database");
        selector.Select(TestKernels.Shape, new AttentionOptions { Variant = "cpu.simd/q24-k64-w512" }).Id.ShouldBe("cpu.simd/q24-k64-w512");
        selector.Explain(TestKernels.Shape, new AttentionOptions { Variant = "cpu.simd/q24-k64-w512" }).Layer.ShouldBe(SelectionLayer.Pinned);
    }

    [Fact]
    public void An_embedded_choice_answers_where_the_database_does_not()
    {
        var report = Selector(new TunedChoice(TestKernels.DeviceKey, "h8-q1024-k1024", "cpu.simd/q24-k64-w512")).Explain(TestKernels.Shape, null);

        report.Layer.ShouldBe(SelectionLayer.ExactBucket);
        report.Variant.ShouldBe("cpu.simd/q24-k64-w512");
        report.Reason.ShouldContain("built into the assembly");
    }

    [Fact]
    public void The_nearest_bucket_of_the_same_kind_answers_next()
    {
        _database.Create();
        _database.Add("cpu.simd/q24-k64-w512", 1, bucket: new ShapeBucket(8, 256, 256));
        _database.Add("cpu.simd/q96-k256-w512", 1, bucket: new ShapeBucket(32, 2048, 2048));
        _database.Add("cpu.simd/q48-k128-w256", 1, bucket: new ShapeBucket(8, 1, 1024));

        var prefill = Selector().Explain(TestKernels.Shape with { QueryLength = 4096, KeyLength = 4096 }, null);
        prefill.Layer.ShouldBe(SelectionLayer.NearestBucket);
        prefill.Variant.ShouldBe("cpu.simd/q96-k256-w512");
        prefill.Reason.ShouldContain("h32-q2048-k2048");

        // A decode step next to nothing but a decode step, however far.
        Selector().Explain(TestKernels.Shape with { QueryLength = 1, KeyLength = 100_000 }, null).Variant.ShouldBe("cpu.simd/q48-k128-w256");
    }

    [Fact]
    public void Decoding_results_of_heads_that_share_keys_and_of_heads_that_do_not_are_kept_apart()
    {
        _database.Create();
        _database.Add("cpu.simd/q24-k64-w512", 1, bucket: new ShapeBucket(8, 1, 1024), shape: "B1,Hq8,Hkv8,Nq1,Nk1024");
        _database.Add("cpu.simd/q96-k256-w512", 1, bucket: new ShapeBucket(8, 1, 1024), shape: "B1,Hq8,Hkv2,Nq1,Nk1024");
        var own = TestKernels.Shape with { QueryLength = 1, KeyLength = 1024 };

        Selector().Explain(own, null).Variant.ShouldBe("cpu.simd/q24-k64-w512");
        var shared = Selector().Explain(own with { KeyHeads = 2 }, null);
        shared.Layer.ShouldBe(SelectionLayer.ExactBucket);
        shared.Variant.ShouldBe("cpu.simd/q96-k256-w512");
        shared.Reason.ShouldContain("h8g4-q1-k1024");
        // Eight heads that share one are nearer to four than to one.
        var more = Selector().Explain(own with { KeyHeads = 1 }, null);
        more.Layer.ShouldBe(SelectionLayer.NearestBucket);
        more.Variant.ShouldBe("cpu.simd/q96-k256-w512");
    }

    [Theory]
    [InlineData("", "h8-q1-k1024")]
    [InlineData("what is this", "h8-q1-k1024")]
    [InlineData("Hq8,Nq1,Nk1024", "h8-q1-k1024")]
    [InlineData("b1, hq8, hkv2, nq1, nk1024", "h8g4-q1-k1024")]
    [InlineData("B1,Hq8,Hkv0,Nq1,Nk1024", "h8-q1-k1024")]
    [InlineData("B1,Hq64,Hkv1,Nq1,Nk1024", "h8g64-q1-k1024")]
    public void A_rows_group_is_that_of_its_shape_and_a_row_that_contradicts_itself_harms_nothing(string shape, string bucket)
    {
        _database.Create();
        _database.Add("cpu.simd/q24-k64-w512", 1, bucket: new ShapeBucket(8, 1, 1024), shape: shape);
        _database.Add("cpu.simd/q96-k256-w512", 2, bucket: new ShapeBucket(8, 1, 1024), shape: shape);

        using (var reader = TuningDatabaseReader.Open(_database.Path))
            reader.ShouldNotBeNull().Rows().ShouldAllBe(row => row.Key.Bucket.ToString() == bucket);
        Selector().Explain(TestKernels.Shape with { QueryLength = 1, KeyLength = 4096 }, null).Variant.ShouldBe("cpu.simd/q24-k64-w512");
    }

    [Fact]
    public void Another_device_of_the_class_answers_before_the_cost_model_and_one_of_another_class_never()
    {
        _database.Create();
        _database.Add("cpu.simd/q96-k256-w512", 1, device: "cpu:other:avx2:2c");
        Selector().Explain(TestKernels.Shape, null).Layer.ShouldBe(SelectionLayer.AnalyticDefault);

        _database.Add("cpu.simd/q24-k64-w512", 1, device: "cpu:other:avx512:64c");
        var report = Selector().Explain(TestKernels.Shape, null);
        report.Layer.ShouldBe(SelectionLayer.SameDeviceClass);
        report.Variant.ShouldBe("cpu.simd/q24-k64-w512");
        report.Reason.ShouldContain("cpu:other:avx512:64c");
    }

    [Fact]
    public void A_winner_that_is_not_in_the_assembly_gives_way_to_the_next_and_is_named()
    {
        _database.Create();
        _database.Add("cpu.simd/q144-k512-w512", 1);
        _database.Add("cpu.simd/q96-k256-w512", 2);
        var report = Selector().Explain(TestKernels.Shape, null);
        report.Variant.ShouldBe("cpu.simd/q96-k256-w512");
        report.Reason.ShouldContain("not in the assembly");
        report.Reason.ShouldContain("cpu.simd/q144-k512-w512");

        var embedded = Selector(new TunedChoice(TestKernels.DeviceKey, "h8-q64-k64", "cpu.simd/q12-k64-w512"));
        embedded.Explain(TestKernels.Shape with { QueryLength = 64, KeyLength = 64 }, null).Steps.ShouldContain(
            step => step.Contains("cpu.simd/q12-k64-w512", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wrong result", 5, 9)]
    [InlineData("timeout", 5, 9)]
    [InlineData("ok", 4, 9)]
    [InlineData("ok", 5, 2)]
    public void What_failed_or_is_stale_or_was_cut_short_never_wins(string status, int emitter, int samples)
    {
        TuningStatusText.TryParse(status, out var parsed).ShouldBeTrue();
        _database.Create();
        _database.Add("cpu.simd/q24-k64-w512", 1, status: parsed, emitter: emitter, samples: samples);

        Selector().Explain(TestKernels.Shape, null).Layer.ShouldBe(SelectionLayer.AnalyticDefault);
    }

    [Fact]
    public void A_variant_that_turned_wrong_cannot_win_by_an_older_measurement()
    {
        _database.Create();
        _database.Add("cpu.simd/q24-k64-w512", 1);
        _database.Add("cpu.simd/q96-k256-w512", 2);
        _database.Add("cpu.simd/q24-k64-w512", 1, status: TuningStatus.WrongResult);

        Selector().Explain(TestKernels.Shape, null).Variant.ShouldBe("cpu.simd/q96-k256-w512");
    }

    [Fact]
    public void A_damaged_database_is_noted_and_does_not_stop_the_program()
    {
        File.WriteAllText(_database.Path, new string('x', 5000));

        var selector = Selector();

        selector.Select(TestKernels.Shape, null).Id.ShouldBe(Default);
        selector.Explain(TestKernels.Shape, null).Steps[0].ShouldContain("The tuning database was ignored");
    }

    [Fact]
    public void An_unknown_pinned_variant_is_refused_with_the_closest_and_all_ids()
    {
        var error = Should.Throw<ArgumentException>(
            () => Selector().Select(TestKernels.Shape, new AttentionOptions { Variant = "cpu.simd/q48-k128-w511" }));

        error.ParamName.ShouldBe("options");
        error.Message.ShouldContain("the closest is 'cpu.simd/q48-k128-w512'");
        foreach (var kernel in TestKernels.All)
            error.Message.ShouldContain(kernel.Id);
        Should.Throw<ArgumentException>(() => Selector().Explain(TestKernels.Shape, new AttentionOptions { Variant = "x" }));
    }

    [Fact]
    public void The_database_is_read_once_and_a_known_bucket_allocates_nothing()
    {
        _database.Create();
        _database.Add("cpu.simd/q96-k256-w512", 1);
        var selector = Selector();
        var options = new AttentionOptions { Variant = "cpu.simd/q24-k64-w512" };
        for (var i = 0; i < 50; i++)
            Select(selector, options);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Select(selector, options);

        GC.GetAllocatedBytesForCurrentThread().ShouldBe(before);
        selector.Select(TestKernels.Shape with { QueryLength = 5000 }, null);
        _opened.ShouldBe(1);
    }

    [Fact]
    public void Select_and_Explain_agree_whichever_shape_of_a_bucket_comes_first()
    {
        AttentionShape[] shapes = [TestKernels.Shape with { QueryLength = 65 }, TestKernels.Shape with { QueryLength = 128 }];
        foreach (var order in new[] { shapes, [.. shapes.Reverse()] })
        {
            var selector = Selector();
            var selected = order.Select(shape => selector.Select(shape, null).Id).Distinct().Single();
            selected.ShouldBe(selector.Explain(shapes[0], null).Variant);
        }
    }

    private static void Select(VariantSelector<CpuKernel> selector, AttentionOptions options)
    {
        selector.Select(TestKernels.Shape, null);
        selector.Select(TestKernels.Shape, options);
    }

    private VariantSelector<CpuKernel> Selector(params TunedChoice[] choices)
        => VariantSelector.ForCpu(TestKernels.Facts, CountingClassifier.Everything(), TestKernels.All, choices, TestKernels.Device, () =>
        {
            _opened++;
            return TuningDatabaseReader.Open(_database.Path);
        });
}
