using System.Text.Json;
using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Storage;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class BestCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder["tuning.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_winner_stands_with_its_runner_up_and_with_what_runs_untuned()
    {
        PlantedResults.Write(
            Database, PlantedResults.Row(PlantedResults.Default, 200), PlantedResults.Row(PlantedResults.Other, 100), PlantedResults.Row("cpu.simd/q144-k64-w256", 110));

        var row = Json("best", TestSpecs.AssemblyPath, "--spec", "HalfDense", "--db", Database).ShouldHaveSingleItem();

        row.GetProperty("specName").GetString().ShouldBe("Demo.HalfDense");
        row.GetProperty("device").GetString().ShouldBe(TestRows.Device);
        row.GetProperty("variant").GetString().ShouldBe(PlantedResults.Other);
        row.GetProperty("runnerUp").GetString().ShouldBe("cpu.simd/q144-k64-w256");
        row.GetProperty("leadPercent").GetDouble().ShouldBe(10, 1e-9);
        row.GetProperty("noisePercent").GetDouble().ShouldBeInRange(0.01, 1);
        row.GetProperty("isWithinNoise").GetBoolean().ShouldBeFalse();
        row.GetProperty("default").GetString().ShouldBe(PlantedResults.Default);
        row.GetProperty("speedUp").GetDouble().ShouldBe(2, 1e-9);

        var table = ToolRun.InProcess("best", TestSpecs.AssemblyPath, "--spec", "HalfDense", "--db", Database).Output;
        table.ShouldContain("2.00 x");
        table.ShouldContain("10.0 % (± ");
    }

    [Fact]
    public void A_lead_within_the_noise_is_called_so_and_a_default_that_was_not_measured_has_no_speed_up()
    {
        PlantedResults.Write(
            Database,
            PlantedResults.Row(PlantedResults.Other, 100) with { P20 = 80, P80 = 130 },
            PlantedResults.Row("cpu.simd/q144-k64-w256", 101) with { P20 = 80, P80 = 130 });

        var row = Json("best", TestSpecs.AssemblyPath, "--spec", "HalfDense", "--db", Database).ShouldHaveSingleItem();
        row.GetProperty("isWithinNoise").GetBoolean().ShouldBeTrue();
        row.GetProperty("speedUp").ValueKind.ShouldBe(JsonValueKind.Null);

        var table = ToolRun.InProcess("best", TestSpecs.AssemblyPath, "--spec", "HalfDense", "--db", Database).Output;
        table.ShouldContain("noise (± ");
        table.ShouldContain("not measured");
    }

    [Theory]
    [InlineData("--device", "avx512", "--device is 'avx512', which no measurement's contains; the closest is 'cpu:test-cpu:avx2:4c'")]
    [InlineData("--bucket", "h8-q1024-k2048", "--bucket is 'h8-q1024-k2048', which was not measured; the closest is 'h8-q1024-k1024'")]
    public void A_device_or_bucket_that_was_not_measured_is_answered_with_the_closest(string option, string given, string message)
    {
        PlantedResults.Write(Database, PlantedResults.Row(PlantedResults.Other, 100));

        foreach (var command in new[] { "best", "gate" })
        {
            var run = ToolRun.InProcess(command, TestSpecs.AssemblyPath, "--db", Database, option, given);

            run.Error.ShouldContain(message);
            run.Code.ShouldBe(ExitCodes.WrongInput);
        }
    }

    [Fact]
    public void Filters_choose_devices_and_buckets_and_specs_without_results_are_named()
    {
        var step = PlantedResults.Row(PlantedResults.Other, 7);
        PlantedResults.Write(
            Database, PlantedResults.Row(PlantedResults.Other, 100), PlantedResults.Row(PlantedResults.Other, 50, "cpu:other:avx512:8c"),
            step with { Key = step.Key with { Bucket = new ShapeBucket(8, 1, 1024) }, Shape = "B1,Hq8,Hkv8,Nq1,Nk1024" });

        Json("best", TestSpecs.AssemblyPath, "--db", Database, "--device", "avx512", "--spec", "HalfDense").ShouldHaveSingleItem()
            .GetProperty("medianMicroseconds").GetDouble().ShouldBe(50);
        Json("best", TestSpecs.AssemblyPath, "--db", Database, "--bucket", "h8-q1-k1024", "--spec", "HalfDense").ShouldHaveSingleItem()
            .GetProperty("medianMicroseconds").GetDouble().ShouldBe(7);

        ToolRun.InProcess("best", TestSpecs.AssemblyPath, "--db", Database).Output.ShouldContain("Nothing was measured of Demo.TinyCausal");
    }

    [Theory]
    [InlineData("cpu:any:avx512:2c", "-w512")]
    [InlineData("cpu:any:avx2:2c", "-w256")]
    [InlineData("cpu:any:neon:2c", "-w128")]
    public void What_runs_untuned_follows_from_the_key_of_a_device_that_is_elsewhere(string device, string width)
        => PlantedResults.DefaultOf(device, PlantedResults.Bucket).ShouldEndWith(width);

    [Theory]
    [InlineData("cuda:nvidia-h200:9.0:132mp", "cuda.")]
    [InlineData("ilgpu:nvidia-h200:cuda-9.0:132mp", "ilgpu.simt/")]
    public void So_it_does_for_the_GPUs_that_are_known(string device, string family)
        => PlantedResults.DefaultOf(device, PlantedResults.Bucket).ShouldStartWith(family);

    [Theory]
    [InlineData("cuda:nvidia-x:99.9:132mp")]
    [InlineData("ilgpu:some:opencl:16mp")]
    [InlineData("cpu:any:avx2:many")]
    [InlineData("quantum:any:x:2c")]
    public void It_is_unknown_where_the_key_does_not_tell_enough(string device)
    {
        DeviceKey.TryParse(device, out var key).ShouldBeTrue();
        ChosenVariant.OfDefaults(ToolTargets.OfMachine, PlantedResults.HalfDense).Default(key, PlantedResults.Bucket).ShouldBeNull();
    }

    [Fact]
    public void The_default_of_this_machine_is_what_the_runtime_takes()
    {
        var explained = Json("explain", TestSpecs.AssemblyPath, "HalfDense", "--shape", "Hq8,Nq1000,Nk1000", "--db", _folder["absent.db"]).ShouldHaveSingleItem();
        explained.GetProperty("variant").GetString()
            .ShouldBe(PlantedResults.DefaultOf(KernelGen.Devices.Cpu.CpuDevice.Current.Key, ShapeBucket.Of(new AttentionShape(1, 8, 8, 1000, 1000))));
    }

    private static IReadOnlyList<JsonElement> Json(params string[] arguments)
    {
        var run = ToolRun.InProcess([.. arguments, "--json"]);
        run.Code.ShouldBe(ExitCodes.Done, run.Error);
        return [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
    }
}
