using KernelGen.Devices.Cuda;
using KernelGen.Devices.Cuda.Driver;
using KernelGen.PtxMachine.Driver;
using KernelGen.Selection;
using KernelGen.Templates.Cuda;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Cuda;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Search.Strategies;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Cuda;

/// <summary>Tuning on a device whose driver interprets PTX, with a clock that counts half a millisecond for everything that is put into a stream.</summary>
public sealed class CudaTuningTests : IDisposable
{
    // A problem's check puts one launch into the stream, that of decoding two.
    private const int LaunchesOfCheck = 5;

    private static readonly SpecEntry s_spec = CudaSpecs.Entry(CudaSpecs.Causal);
    private static readonly AttentionShape s_shape = new(1, 1, 1, 8, 40);
    private static readonly string[] s_variants = [CudaSpecs.TwoStages, CudaSpecs.ThreeStages, CudaSpecs.FourStages];

    private readonly TempFolder _folder = new();
    private readonly PtxHost _host = new();
    private readonly StringWriter _notes = new();

    public void Dispose()
    {
        _folder.Dispose();
        _host.Dispose();
        _notes.Dispose();
    }

    [Fact]
    public void Variants_are_checked_and_timed_by_the_devices_clock_each_launch_after_the_cache_was_overwritten()
    {
        Tune(CudaKernelSources.Of).Measured.ShouldBe(3);

        var rows = Rows();
        rows.Select(row => row.Key.Variant).ShouldBe(s_variants, ignoreOrder: true);
        foreach (var row in rows)
        {
            row.Status.ShouldBe(TuningStatus.Ok, row.Message);
            row.Key.Family.ShouldBe("cuda.mma");
            row.Key.DeviceKey.ShouldBe("cuda:ptx-machine:9.0:132mp");
            row.Key.EmitterVersion.ShouldBe(CudaKernelTemplate.EmitterVersion);
            row.MaxError.ShouldNotBeNull().ShouldBeLessThan(0.01);
            row.Environment.ShouldContain("PTX machine, compute capability 9.0, 132 multiprocessors, CUDA 13.0, up to ");
            // Half a millisecond for the launch and half for the event after it; copies, plans and the overwriting are before the first.
            row.Median.ShouldBe(1000);
            row.P80.ShouldBe(1000);
        }
        var timed = _host.Driver.Script.Calls(nameof(CudaDriver.EventElapsedTime));
        timed.ShouldBeGreaterThanOrEqualTo(rows.Sum(row => row.Samples));
        _host.Driver.Script.Calls(nameof(CudaDriver.MemsetD8Async)).ShouldBe(timed);

        Tune(CudaKernelSources.Of).Measured.ShouldBe(0, "a second run resumes");
        _notes.ToString().ShouldContain("everything was measured before");
    }

    [Fact]
    public void Float8_is_checked_by_weights_of_8_bits_in_both_families()
    {
        Tune(CudaKernelSources.Of, CudaSpecs.Entry(CudaSpecs.EightBits)).Measured.ShouldBe(6);

        var rows = Rows();
        rows.ShouldAllBe(row => row.Status == TuningStatus.Ok);
        rows.GroupBy(row => row.Key.Family).Select(family => (family.Key, family.Count())).ShouldBe([("cuda.mma", 3), ("cuda.wgmma", 3)], ignoreOrder: true);
        // Weights of cuda.mma are float16, those of cuda.wgmma have 4 bits.
        rows.Where(row => row.Key.Family == "cuda.mma").ShouldAllBe(row => row.MaxError < 0.01);
        rows.Where(row => row.Key.Family == "cuda.wgmma").ShouldAllBe(row => row.MaxError < 0.1);
    }

    [Fact]
    public void Listing_the_candidates_writes_one_text_of_each_family()
    {
        var written = new List<string>();
        using var target = new CudaTuningTarget(_host.Driver, 0, Watch);
        var spec = CudaSpecs.Entry(CudaSpecs.Causal.Replace("keyTile 32", "keyTile 0", StringComparison.Ordinal).Replace("queryTile 64", "queryTile 0", StringComparison.Ordinal));

        var candidates = target.Candidates(spec);

        candidates.Count.ShouldBeGreaterThan(10);
        written.Select(VariantId.Family).ShouldBeUnique();
        written.Count.ShouldBe(candidates.Select(candidate => VariantId.Family(candidate.Variant)).Distinct().Count());
        foreach (var candidate in candidates)
            target.Cost(spec, candidate.Variant, s_shape);
        written.Count.ShouldBeLessThanOrEqualTo(2);

        CudaKernelSource Watch(Templates.Specs.AttentionSpec emitted, string id)
        {
            var source = CudaKernelSources.Of(emitted, id);
            return source with
            {
                Text = new(() =>
                {
                    written.Add(id);
                    return source.Ptx;
                }),
            };
        }
    }

    [Fact]
    public void A_wrong_kernel_and_one_that_the_driver_cannot_compile_never_win()
    {
        CudaKernelSource Plant(Templates.Specs.AttentionSpec spec, string id) => id switch
        {
            CudaSpecs.TwoStages => CudaKernelSources.Of(spec with { Scale = 2 * spec.Scale }, id),
            CudaSpecs.ThreeStages => CudaKernelSources.Of(spec, id) is var sound ? sound with { Text = new(() => sound.Ptx.TrimEnd().TrimEnd('}')) } : null!,
            _ => CudaKernelSources.Of(spec, id),
        };

        Tune(Plant).Measured.ShouldBe(1);

        var wrong = Row(CudaSpecs.TwoStages);
        wrong.Status.ShouldBe(TuningStatus.WrongResult);
        wrong.Message.ShouldContain("allowed");
        wrong.MaxError.ShouldNotBeNull().ShouldBeGreaterThan(0.01);
        var broken = Row(CudaSpecs.ThreeStages);
        broken.Status.ShouldBe(TuningStatus.CompileError);
        broken.Message.ShouldContain("cuModuleLoadDataEx");
        broken.Message.ShouldContain("The PTX compiler says");
        BucketRanking.Of(Rows()).Single().Ranked.Single().Variant.ShouldBe(CudaSpecs.FourStages);
        var chosen = Selected();
        chosen.Variant.ShouldBe(CudaSpecs.FourStages);
        chosen.Layer.ShouldBe(SelectionLayer.ExactBucket);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(3 * LaunchesOfCheck, " at B1,Hq1,Hkv1,Nq8,Nk40")]
    public void A_kernel_that_loses_the_context_is_stored_as_failed_and_the_others_are_measured_in_a_new_one(int before, string where)
    {
        _host.Driver.Script.Answer(nameof(CudaDriver.LaunchKernel), [.. Enumerable.Repeat(CudaResult.Success, before), CudaResult.IllegalAddress]);

        Tune(CudaKernelSources.Of).Measured.ShouldBe(2);

        var rows = Rows();
        var failed = rows.Single(row => row.Status != TuningStatus.Ok);
        failed.Status.ShouldBe(TuningStatus.LaunchError);
        failed.Message.ShouldContain("CUDA_ERROR_ILLEGAL_ADDRESS");
        failed.Median.ShouldBeNull();
        _notes.ToString().ShouldContain($"{failed.Key.Variant}: launch error{where}: ");
        rows.Where(row => row.Status == TuningStatus.Ok).ShouldAllBe(row => row.Median == 1000 && row.Samples >= WinnerRule.FewestSamples);
        _host.Driver.Script.Calls(nameof(CudaDriver.PrimaryContextRetain)).ShouldBe(2);
    }

    [Fact]
    public void A_device_that_does_not_come_back_ends_the_run_and_the_failed_variant_is_kept()
    {
        _host.Driver.Script.Answer(nameof(CudaDriver.LaunchKernel), CudaResult.IllegalAddress);
        _host.Driver.Script.Answer(nameof(CudaDriver.PrimaryContextRetain), CudaResult.Success, CudaResult.IllegalAddress);

        Should.Throw<ToolException>(() => Tune(CudaKernelSources.Of)).Message.ShouldContain("run the same command again");

        Rows().ShouldHaveSingleItem().Status.ShouldBe(TuningStatus.LaunchError);
    }

    [Fact]
    public void A_shape_that_does_not_fit_the_memory_is_named()
    {
        _host.Driver.MemoryBytes = 1 << 20;
        using var target = NewTarget(CudaKernelSources.Of);
        var facts = SpecCompiler.Compile(s_spec.Spec, s_spec.Name, []).Facts;
        using var buffers = new AttentionBuffers(facts, new AttentionShape(1, 8, 8, 2048, 2048));

        var refusal = Should.Throw<ToolException>(() => target.Place(facts, buffers.Call()));

        refusal.Message.ShouldContain("The shape B1,Hq8,Hkv8,Nq2048,Nk2048 does not fit the memory of PTX machine");
        refusal.Message.ShouldContain("are free");
    }

    [Theory]
    [InlineData("8.6", 99, "bytes of shared memory, and a block of PTX machine has 101376")]
    [InlineData("7.5", 64, "It is for sm_80, and PTX machine has compute capability 7.5")]
    public void What_a_device_cannot_run_is_a_candidate_with_the_reason(string capability, int kilobytes, string reason)
    {
        _host.ComputeCapability = Version.Parse(capability);
        _host.Machines[0].MaximumSharedBytes = kilobytes * 1024;
        using var target = NewTarget(CudaKernelSources.Of);

        var candidates = target.Candidates(CudaSpecs.Entry(CudaSpecs.Long));

        candidates.ShouldContain(candidate => candidate.WhyNot != null && candidate.WhyNot.Contains(reason));
        candidates.Any(candidate => candidate.WhyNot is null).ShouldBe(capability == "8.6");
    }

    [Fact]
    public void Rows_that_tensor_maps_cannot_have_leave_the_kernels_that_copy_otherwise()
    {
        using var target = NewTarget(CudaKernelSources.Of);
        var odd = CudaSpecs.Causal.Replace("eadDim 16", "eadDim 20", StringComparison.Ordinal).Replace("queryTile 64\nkeyTile 32", "queryTile 64\nkeyTile 64", StringComparison.Ordinal);

        var candidates = target.Candidates(CudaSpecs.Entry(odd)).ToLookup(candidate => VariantId.Family(candidate.Variant), candidate => candidate.WhyNot);

        candidates["cuda.mma"].ShouldNotBeEmpty();
        candidates["cuda.mma"].ShouldAllBe(reason => reason == null);
        candidates["cuda.wgmma"].ShouldNotBeEmpty();
        candidates["cuda.wgmma"].ShouldAllBe(reason => reason != null && reason.Contains("tensor maps, which want rows of multiples of 16 bytes"));
    }

    // By the runtime, of all variants, on that device.
    private SelectionReport Selected()
    {
        var kernels = new CudaSpecKernels(s_spec, s_variants, CudaKernelSources.Of).Kernels;
        var device = CudaDevices.All(_host.Driver)[0];
        return new CudaSelector(kernels, device, device.Key, () => TuningDatabaseReader.Open(_folder["tuning.db"])).Explain(s_shape, null);
    }

    private CudaTuningTarget NewTarget(EmitCuda emit) => new(_host.Driver, 0, emit);

    private TuneOutcome Tune(EmitCuda emit) => Tune(emit, s_spec);

    private TuneOutcome Tune(EmitCuda emit, SpecEntry spec)
    {
        using var target = NewTarget(emit);
        using var database = TuningDatabaseWriter.Open(_folder["tuning.db"]);
        var options = new TuneOptions { Shapes = [s_shape], Budget = TimeSpan.FromMinutes(1) };
        var session = new TuneSession(target, SearchStrategies.Default, database, new PlainTuneProgress(_notes), options);
        return session.Tune(new DataSource(spec, GivenData.None), TestContext.Current.CancellationToken);
    }

    private TuningRow Row(string variant) => Rows().Single(row => row.Key.Variant == variant);

    private IReadOnlyList<TuningRow> Rows()
    {
        using var reader = TuningDatabaseReader.Open(_folder["tuning.db"]);
        return reader?.Rows() ?? [];
    }
}
