using KernelGen.Devices.Cuda;
using KernelGen.PtxMachine.Driver;
using KernelGen.Tuner.Cuda;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuner.Targets;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Cuda;

/// <summary>The commands on a device whose driver interprets PTX, and on a machine without a driver.</summary>
public sealed class CudaCommandTests : IDisposable
{
    private static readonly ToolTargets s_without = new(() => throw new CudaException("NVIDIA's driver was not found."));

    private readonly TempFolder _folder = new();
    private readonly PtxHost _host = new(2);
    private readonly ToolTargets _targets;
    private readonly string _assembly;

    public CudaCommandTests()
    {
        _targets = new ToolTargets(() => _host.Driver);
        _assembly = CudaSpecs.Write(_folder["App.dll"]);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void What_was_tuned_is_exported_selected_and_run()
    {
        var tuned = On(
            "tune", _assembly, "--spec", "Causal", "--target", "cuda", "--device", "1", "--budget", "10s", "--shapes", "Hq1,Nq8,Nk40;Hq1,Nq1,Nk40",
            "--db", _folder["tuning.db"], "--export", _folder["tuning-db"]);
        tuned.Error.ShouldBeEmpty();
        tuned.Code.ShouldBe(ExitCodes.Done);
        tuned.Output.ShouldContain("Tuning on PTX machine, compute capability 9.0, 132 multiprocessors, CUDA 13.0, key cuda:ptx-machine:9.0:132mp");
        tuned.Output.ShouldContain("B1,Hq1,Hkv1,Nq1,Nk40 is left out: up to 4 query rows go to the decode kernel");
        var exported = File.ReadAllText(Directory.GetFiles(_folder["tuning-db"]).ShouldHaveSingleItem());
        exported.ShouldContain("\"device\": \"cuda:ptx-machine:9.0:132mp\"");
        exported.ShouldContain($"\"variant\": \"{CudaSpecs.TwoStages}\"");
        _host.Launches.ShouldAllBe(launch => launch.Device == 1);

        var explained = On("explain", _assembly, "Causal", "--target", "cuda", "--shape", "Hq1,Nq8,Nk40", "--db", _folder["tuning.db"]);
        explained.Error.ShouldBeEmpty();
        explained.Output.ShouldContain($"on cuda:ptx-machine:9.0:132mp: {CudaSpecs.TwoStages}");
        explained.Output.ShouldContain("the tuning database");

        SaveTensors(8, 40);
        var run = Run("Causal", "--reference", "--lse", _folder["lse.npy"]);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain($"{CudaSpecs.TwoStages}. ");
        run.Output.ShouldContain("passed");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    public void Data_of_the_mask_and_of_the_score_reaches_the_kernel(int queries)
    {
        SaveTensors(queries, 70);
        Save("document.npy", NpyType.Int32, [.. Enumerable.Range(0, 70).Select(i => (double)(i / 25))]);
        Save("slope.npy", NpyType.Float32, 0.5, 0.125);

        var run = Run("Packed", "--reference", "--data", $"document={_folder["document.npy"]}", "--data", $"slope={_folder["slope.npy"]}", "--data", "alpha=0.5");

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("cuda.");
        run.Output.ShouldContain("passed");
        run.Code.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public void Emit_prints_the_PTX_of_a_variant_and_needs_no_driver()
    {
        var run = ToolRun.On(s_without, "emit", _assembly, "Causal", "--target", "cuda", "--variant", CudaSpecs.ThreeStages);

        run.Error.ShouldBeEmpty();
        run.Code.ShouldBe(ExitCodes.Done);
        run.Output.ShouldStartWith("// mask:  k <= q\n");
        run.Output.ShouldContain(".target sm_80");
        run.Output.ShouldContain(".entry attend_q64_k32_w4_s3(");
        ToolRun.On(s_without, "emit", _assembly, "Causal", "--target", "cuda").Output.ShouldContain(".entry attend_q64_k32_w4_s2(");
    }

    [Fact]
    public void Devices_lists_every_device_with_its_number_and_key_or_says_why_there_is_none()
    {
        var found = On("devices");
        found.Code.ShouldBe(ExitCodes.Done);
        found.Output.Split("cuda:ptx-machine:9.0:132mp").Length.ShouldBe(3, found.Output);
        found.Output.ShouldNotContain("No CUDA device");

        var none = ToolRun.On(s_without, "devices");
        none.Code.ShouldBe(ExitCodes.Done);
        none.Output.ShouldContain("No CUDA device: NVIDIA's driver was not found.");
        none.Output.ShouldContain("cpu:");
    }

    [Theory]
    [InlineData("tune", "--budget", "1s")]
    [InlineData("run", "Causal", "--q", "q.npy", "--k", "k.npy", "--v", "v.npy", "--out", "o.npy")]
    [InlineData("explain", "Causal", "--shape", "Hq1,Nq8,Nk40")]
    public void Without_a_driver_commands_say_so_and_exit_with_2(string command, params string[] options)
    {
        SaveTensors(8, 40);
        var arguments = options.Select(option => option.EndsWith(".npy", StringComparison.Ordinal) ? _folder[option] : option);

        var run = ToolRun.On(s_without, [command, _assembly, "--target", "cuda", "--db", _folder["tuning.db"], .. arguments]);

        run.Error.ShouldBe("error: NVIDIA's driver was not found." + Environment.NewLine);
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Theory]
    [InlineData("--device is 'H100'; the closest is 'PTX machine'. There are: 0 PTX machine, 1 PTX machine.", "--target", "cuda", "--device", "H100")]
    [InlineData("--device is '2'", "--target", "cuda", "--device", "2")]
    [InlineData("--target is 'cud'; the closest is 'cuda', allowed are cpu, ilgpu, cuda.", "--target", "cud")]
    [InlineData("--device is '0', but the target is cpu, which has one device; give --target ilgpu or --target cuda.", "--device", "0")]
    [InlineData("--threads is 2, but the target is cuda, whose threads the kernels decide", "--target", "cuda", "--threads", "2")]
    [InlineData("--shapes has no shape for which there is anything to choose", "--target", "cuda", "--shapes", "Hq1,Nq1,Nk64")]
    public void Wrong_usage_is_named(string message, params string[] options)
    {
        var run = On(["tune", _assembly, "--spec", "Causal", "--budget", "1s", "--db", _folder["tuning.db"], .. options]);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Theory]
    [InlineData("Causal", "cuda.mma/q1", "which is no variant id; ids look like 'cuda.mma/q64-k32-w4-s2', the closest one.")]
    [InlineData("Causal", "cuda.mma/q128-k32-w4-s2", "which is impossible for App.Causal: [Tile] pins 64 query rows. The closest legal one is 'cuda.mma/q64-k32-w4-s2'.")]
    [InlineData("Long", "cuda.mma/q16-k64-w4-s2", "16 query rows give 1 of its 4 warps work, which only decoding wants")]
    [InlineData("Single", "cuda.mma/q64-k32-w4-s2", "--target cuda is impossible for App.Single: it has no CUDA kernels: they multiply")]
    public void A_wrong_variant_is_named_with_the_closest(string spec, string variant, string message)
    {
        var run = On("emit", _assembly, spec, "--target", "cuda", "--variant", variant);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void A_spec_without_CUDA_kernels_is_skipped_with_the_reason()
        => On("tune", _assembly, "--spec", "Single", "--target", "cuda", "--budget", "1s", "--db", _folder["tuning.db"])
            .Output.ShouldContain("App.Single is skipped: it has no CUDA kernels: they multiply");

    [Fact]
    public void A_device_that_is_too_old_is_an_error_that_says_what_is_needed()
    {
        _host.ComputeCapability = new Version(7, 5);

        var run = On("explain", _assembly, "Causal", "--target", "cuda", "--shape", "Hq1,Nq8,Nk40", "--db", _folder["tuning.db"]);

        run.Error.ShouldContain("It is for sm_80, and PTX machine has compute capability 7.5");
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    [Fact]
    public void A_device_is_found_by_its_UUID_with_or_without_what_stands_before()
    {
        var devices = CudaTarget.List(CudaDevices.All(_host.Driver));
        DeviceChoice.Find(devices, "GPU-00000000-0000-0000-0000-000000000002").ShouldBe(1);
        DeviceChoice.Find(devices, "00000000-0000-0000-0000-000000000001").ShouldBe(0);
        DeviceChoice.Find(devices, "ptx").ShouldBe(0, "they are the same to a tuner");
        DeviceChoice.Find(devices, "cuda:ptx-machine:9.0:132mp").ShouldBe(0);
    }

    private ToolRun On(params IReadOnlyList<string> arguments) => ToolRun.On(_targets, arguments);

    private ToolRun Run(string spec, params IEnumerable<string> options) => On([
        "run", _assembly, spec, "--target", "cuda", "--q", _folder["q.npy"], "--k", _folder["k.npy"], "--v", _folder["v.npy"],
        "--out", _folder["o.npy"], "--db", _folder["tuning.db"], .. options]);

    private void SaveTensors(int queries, int keys)
    {
        var random = new Random(5);
        foreach (var (name, heads, rows) in new[] { ("q.npy", 2, queries), ("k.npy", 1, keys), ("v.npy", 1, keys) })
        {
            var array = NpyArray.Zeros(NpyType.Float32, 1, heads, rows, 16);
            for (long i = 0; i < array.Count; i++)
                array[i] = random.NextDouble() * 2 - 1;
            NpyFile.Write("test", _folder[name], array);
        }
    }

    private void Save(string name, NpyType type, params double[] values)
    {
        var array = NpyArray.Zeros(type, values.Length);
        for (var i = 0; i < values.Length; i++)
            array[i] = values[i];
        NpyFile.Write("test", _folder[name], array);
    }
}
