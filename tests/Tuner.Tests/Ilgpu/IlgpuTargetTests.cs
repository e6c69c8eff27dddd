using KernelGen.Selection;
using KernelGen.Templates.Specs;
using KernelGen.Tuner.Ilgpu;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Commands;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Ilgpu;

/// <summary>The commands with an assembly that an ILGPU lies beside: the contract always, the real one where there is one.</summary>
public sealed class IlgpuTargetTests : IDisposable
{
    private const string Setting = "IlgpuAssembly";
    private const string NoReal = $"Not run: no real ILGPU. Set the environment variable {Setting} to the path of ILGPU.dll 1.5.3.";

    private readonly TempFolder _folder = new();
    private readonly string _assembly;

    public IlgpuTargetTests()
    {
        string Free(string text) => text.Replace("queryTile 24\nkeyTile 64", "queryTile 0\nkeyTile 0", StringComparison.Ordinal);
        _assembly = SpecAssembly.Write(
            _folder["App.dll"], ("App.Causal", Free(TestSpecs.Causal)), ("App.Half", TestSpecs.HalfDense), ("App.Eight", TestSpecs.EightDense), ("App.Types", Free(DataSpecs.Types)),
            ("App.Pinned", TestSpecs.Causal), ("App.Long", SpecText.Write(Long())));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tuning_checks_measures_stores_and_exports_variants_of_an_accelerator_and_a_second_run_resumes(bool isReal)
    {
        AddIlgpu(isReal);
        string[] arguments = [
            "tune", _assembly, "--spec", "Causal", "--target", "ilgpu", "--device", "CPU", "--budget", "2s",
            "--shapes", "Hq1,Nq32,Nk32;Hq1,Nq1,Nk32", "--db", _folder["tuning.db"], "--export", _folder["tuning-db"]];

        var first = ToolRun.InProcess(arguments);

        first.Error.ShouldBeEmpty();
        first.Code.ShouldBe(ExitCodes.Done);
        first.Output.ShouldContain("key ilgpu:cpuaccelerator:cpu:1mp");
        first.Output.ShouldContain("B1,Hq1,Hkv1,Nq1,Nk32 is left out: up to 4 query rows go to the decode kernel");
        var rows = Rows();
        var measured = rows.Where(row => row.Status == TuningStatus.Ok).ToList();
        measured.Count.ShouldBeGreaterThanOrEqualTo(2);
        measured.ShouldAllBe(row => row.Key.Family == "ilgpu.simt" && row.MaxError < 1e-5 && row.Environment.Contains("ILGPU 1.5.3"));
        rows.ShouldAllBe(row => row.Status == TuningStatus.Ok || row.Status == TuningStatus.Infeasible || row.Status == TuningStatus.Timeout, Describe(rows));
        File.ReadAllText(Directory.GetFiles(_folder["tuning-db"]).ShouldHaveSingleItem()).ShouldContain("\"device\": \"ilgpu:cpuaccelerator:cpu:1mp\"");

        var second = ToolRun.InProcess([.. arguments, "--spec", "Causal"]);
        second.Code.ShouldBe(ExitCodes.Done);
        var again = Rows().Where(row => row.Status == TuningStatus.Ok).Select(row => row.Key.Variant).ToList();
        again.Distinct().Count().ShouldBe(again.Count, "a variant was measured twice");
    }

    [Theory]
    [InlineData("Causal", 16, 5, false)]
    [InlineData("Causal", 16, 70, false)]
    [InlineData("Half", 8, 3, false)]
    [InlineData("Eight", 8, 3, false)]
    [InlineData("Eight", 8, 33, false)]
    [InlineData("Causal", 16, 40, true)]
    [InlineData("Causal", 16, 2, true)]
    public void Running_gives_what_the_oracle_gives(string spec, int headDim, int queries, bool isReal)
    {
        AddIlgpu(isReal);
        SaveTensors(headDim, queries, 77);

        var run = Run(spec, "--reference");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("ilgpu.simt/q");
        run.Output.ShouldContain("passed");
        run.Code.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public void Explain_tells_what_every_layer_said_of_the_accelerator()
    {
        AddIlgpu(isReal: false);

        var run = ToolRun.InProcess("explain", _assembly, "Causal", "--target", "ilgpu", "--shape", "Hq2,Nq70,Nk70", "--db", _folder["absent.db"]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("on ilgpu:cpuaccelerator:cpu:1mp: ilgpu.simt/q");
        run.Output.ShouldContain("The cost model prefers ilgpu.simt/q");
    }

    [Fact]
    public void A_choice_that_was_built_into_the_assembly_is_what_explain_and_run_take()
    {
        var spec = TestSpecs.Causal.Replace("queryTile 24\nkeyTile 64", "queryTile 0\nkeyTile 0", StringComparison.Ordinal);
        var tuned = new IlgpuTarget().All(SpecText.Parse(spec)).Last(id => !new IlgpuTarget().Defaults(SpecText.Parse(spec)).Contains(id));
        var assembly = SpecAssembly.Write(
            _folder["Tuned.dll"], [("App.Causal", spec)], [("App.Causal", tuned)], new TunedChoice("ilgpu:cpuaccelerator:cpu:1mp", "h2-q128-k128", tuned));
        AddIlgpu(isReal: false);
        SaveTensors(16, 70, 77);

        string[] place = ["--target", "ilgpu", "--db", _folder["absent.db"]];
        var explained = ToolRun.InProcess(["explain", assembly, "Causal", "--shape", "Hq2,Nq70,Nk70", .. place]);
        var run = ToolRun.InProcess([
            "run", assembly, "Causal", "--q", _folder["q.npy"], "--k", _folder["k.npy"], "--v", _folder["v.npy"], "--out", _folder["o.npy"], "--reference", .. place]);

        explained.Output.ShouldContain($"the choices built into the assembly names {tuned}.");
        run.Output.ShouldContain($": {tuned}. ");
        run.Output.ShouldContain("passed");
    }

    [Fact]
    public void Data_of_every_type_reaches_the_kernel()
    {
        AddIlgpu(isReal: false);
        SaveTensors(8, 9, 9);
        void Save(string name, NpyType type, params double[] values)
        {
            var array = NpyArray.Zeros(type, values.Length);
            for (var i = 0; i < values.Length; i++)
                array[i] = values[i];
            NpyFile.Write("test", _folder[name], array);
        }
        Save("keep.npy", NpyType.Bool, 1, 1, 0, 1, 1, 1, 0, 1, 1);
        Save("a.npy", NpyType.Int8, 1, 1, 1, 2, 1, 1, 1, 1, 1);
        Save("b.npy", NpyType.UInt8, 5, 0, 0, 2, 0, 0, 0, 0, 1);
        Save("window.npy", NpyType.Int16, 3, 5);
        Save("d.npy", NpyType.UInt16, 0, 1, 0, 1, 1, 0, 1, 1, 1);
        Save("kind.npy", NpyType.Int32, 1, 2);
        Save("slope.npy", NpyType.Float32, [.. Enumerable.Range(0, 32).Select(i => i * 0.25)]);

        var run = Run(
            "Types", "--reference", "--data", $"keep={_folder["keep.npy"]}", "--data", $"a={_folder["a.npy"]}", "--data", $"b={_folder["b.npy"]}",
            "--data", $"window={_folder["window.npy"]}", "--data", $"d={_folder["d.npy"]}", "--data", $"kind={_folder["kind.npy"]}",
            "--data", $"slope={_folder["slope.npy"]}", "--data", "buckets=16", "--data", "far=false");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("passed");
    }

    [Fact]
    public void Devices_lists_the_accelerators_with_their_numbers_and_keys()
    {
        AddIlgpu(isReal: false);

        var run = ToolRun.InProcess("devices", _assembly);

        run.Error.ShouldBeEmpty();
        run.Output.ReplaceLineEndings("").ShouldContain("ilgpu");
        run.Output.ShouldContain("CPUAccelerator");
        ToolRun.InProcess("devices").Output.ShouldNotContain("CPUAccelerator");
    }

    [Fact]
    public void A_spec_without_ILGPU_kernels_is_skipped_with_the_reason()
    {
        AddIlgpu(isReal: false);

        var run = ToolRun.InProcess(
            "tune", _assembly, "--spec", "Long", "--target", "ilgpu", "--budget", "1s", "--db", _folder["tuning.db"], "--export", _folder["tuning-db"]);

        run.Error.ShouldBeEmpty();
        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldContain("App.Long is skipped: ");
        run.Output.ShouldContain("Nothing was exported to ");
        Directory.Exists(_folder["tuning-db"]).ShouldBeFalse();
        run.Output.ShouldContain("heads of 512 and 512 elements and a bias of rank 128 need more than the 49152 bytes");
        ToolRun.InProcess("explain", _assembly, "Long", "--target", "ilgpu", "--shape", "Hq2,Nq64,Nk64").Error.ShouldContain("--target ilgpu is impossible for App.Long");
    }

    [Fact]
    public void A_tile_that_is_pinned_for_the_processor_leaves_ILGPU_as_much_of_it_as_it_can_have()
    {
        AddIlgpu(isReal: false);
        SaveTensors(16, 5, 5);

        var run = Run("Pinned", "--reference");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("ilgpu.simt/");
        run.Output.ShouldContain("passed");
    }

    private static AttentionSpec Long() => new()
    {
        HeadDim = 512,
        ValueHeadDim = 512,
        Precision = ElementType.Float32,
        Scale = 0.05,
        Mask = MaskPatterns.Causal(),
        LowRankBias = new(128, true, true),
        Data = new([LowRankBias.QueryFactors, LowRankBias.KeyFactors]),
    };

    [Theory]
    [InlineData("has no ILGPU.dll beside it", false, "--target", "ilgpu")]
    [InlineData("--device is 'H100'; the closest is 'CPUAccelerator'. There are: 0 CPUAccelerator.", true, "--target", "ilgpu", "--device", "H100")]
    [InlineData("--device is '7'", true, "--target", "ilgpu", "--device", "7")]
    [InlineData("--target is 'ilgpux'; the closest is 'ilgpu'", true, "--target", "ilgpux")]
    [InlineData("--device is '0', but the target is cpu", true, "--device", "0")]
    [InlineData("--threads is 2, but the target is ilgpu", true, "--target", "ilgpu", "--threads", "2")]
    [InlineData("--shapes has no shape for which there is anything to choose", true, "--target", "ilgpu", "--shapes", "Hq1,Nq1,Nk64")]
    public void Wrong_usage_is_named(string message, bool hasIlgpu, params string[] options)
    {
        if (hasIlgpu)
            AddIlgpu(isReal: false);

        var run = ToolRun.InProcess(["tune", _assembly, "--spec", "Causal", "--budget", "1s", "--db", _folder["tuning.db"], .. options]);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Theory]
    [InlineData("ilgpu.simt/q1", "which is no variant id; ids look like 'ilgpu.simt/")]
    [InlineData("ilgpu.simt/q64-k32-g128-r5", "which is impossible for App.Causal: a thread has 4 or 8 rows, not 5")]
    public void A_wrong_variant_is_named_with_the_closest(string variant, string message)
    {
        AddIlgpu(isReal: false);
        SaveTensors(16, 5, 5);
        Run("Causal", "--variant", variant).Error.ShouldContain(message);
    }

    [Fact]
    public void A_device_is_found_by_number_by_a_part_of_its_name_and_by_its_key()
    {
        var cards = new[] { Card("NVIDIA H200", 132), Card("NVIDIA A100", 108), new IlgpuFound("Broken", null, "no driver") };
        var listed = IlgpuTarget.List(cards);
        DeviceChoice.Find(listed, null).ShouldBe(0);
        DeviceChoice.Find(listed, "1").ShouldBe(1);
        DeviceChoice.Find(listed, "a100").ShouldBe(1);
        DeviceChoice.Find(listed, "ilgpu:nvidia-a100:cuda-9.0:108mp").ShouldBe(1);
        DeviceChoice.Find(IlgpuTarget.List([Card("NVIDIA H200", 132), Card("NVIDIA H200", 132)]), "H200").ShouldBe(0, "they are the same to a tuner");
        Should.Throw<ToolException>(() => DeviceChoice.Find(listed, "NVIDIA")).Message.ShouldContain("means several devices");
        Should.Throw<ToolException>(() => DeviceChoice.Find(listed, "Broken")).Message.ShouldContain("no driver");
        var broken = IlgpuTarget.List([new IlgpuFound("First", null, "no driver"), new IlgpuFound("Second", null, "no memory")]);
        Should.Throw<ToolException>(() => DeviceChoice.Find(broken, null)).Message.ShouldBe("No device can be opened: First: no driver; Second: no memory");
    }

    private static IlgpuFound Card(string name, int multiprocessors) => new(
        name,
        new Devices.Ilgpu.IlgpuDevice
        {
            Kind = "Cuda", Name = name, ComputeCapability = "9.0", Multiprocessors = multiprocessors, MostThreads = 1024, MostSharedBytes = 49152,
            WarpSize = 32,
        },
        "");

    private void AddIlgpu(bool isReal)
    {
        var real = Environment.GetEnvironmentVariable(Setting);
        Assert.SkipWhen(isReal && string.IsNullOrEmpty(real), NoReal);
        File.Copy(isReal ? real! : Path.Combine(AppContext.BaseDirectory, "ILGPU.dll"), _folder["ILGPU.dll"]);
    }

    private ToolRun Run(string spec, params IEnumerable<string> options) => ToolRun.InProcess([
        "run", _assembly, spec, "--target", "ilgpu", "--q", _folder["q.npy"], "--k", _folder["k.npy"], "--v", _folder["v.npy"],
        "--out", _folder["o.npy"], "--db", _folder["tuning.db"], .. options]);

    private void SaveTensors(int headDim, int queries, int keys)
    {
        var random = new Random(5);
        foreach (var (name, heads, rows) in new[] { ("q.npy", 2, queries), ("k.npy", 1, keys), ("v.npy", 1, keys) })
        {
            var array = NpyArray.Zeros(NpyType.Float32, 1, heads, rows, headDim);
            for (long i = 0; i < array.Count; i++)
                array[i] = random.NextDouble() * 2 - 1;
            NpyFile.Write("test", _folder[name], array);
        }
    }

    private IReadOnlyList<TuningRow> Rows()
    {
        using var reader = TuningDatabaseReader.Open(_folder["tuning.db"]);
        return reader?.Rows() ?? [];
    }

    private static string Describe(IEnumerable<TuningRow> rows)
        => string.Join("\n", rows.Where(row => row.Status != TuningStatus.Ok).Select(row => $"{row.Key.Variant}: {row.Status}: {row.Message}"));
}
