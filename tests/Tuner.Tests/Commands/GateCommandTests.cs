using KernelGen.Devices;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

public sealed class GateCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Database => _folder["tuning.db"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("10", ExitCodes.CheckFailed)]
    [InlineData("24.9", ExitCodes.CheckFailed)]
    [InlineData("25.1", ExitCodes.Done)]
    public void A_default_that_is_worse_than_the_best_by_more_than_the_limit_fails(string limit, int code)
    {
        using var culture = new CommaCulture();
        PlantedResults.Write(Database, PlantedResults.Row(PlantedResults.Default, 125), PlantedResults.Row(PlantedResults.Other, 100));

        var run = Gate("--worse-than", limit);

        run.Code.ShouldBe(code, run.Error);
        run.Output.Contains(PlantedResults.Default).ShouldBe(code == ExitCodes.CheckFailed);
        run.Output.ShouldContain("1 choices judged");
    }

    [Fact]
    public void Offenders_are_a_list_for_programs_too()
    {
        PlantedResults.Write(Database, PlantedResults.Row(PlantedResults.Default, 125), PlantedResults.Row(PlantedResults.Other, 100));

        var lines = Gate("--csv").Output.Split('\n');

        lines[0].ShouldBe("specName,device,bucket,finding,variant,medianMicroseconds,best,bestMicroseconds,worsePercent,reason");
        lines[1].ShouldStartWith($"Demo.HalfDense,cpu:test-cpu:avx2:4c,h8-q1024-k1024,worse,{PlantedResults.Default},125,{PlantedResults.Other},100,25,");
    }

    [Fact]
    public void A_difference_within_the_noise_does_not_fail()
    {
        PlantedResults.Write(
            Database,
            PlantedResults.Row(PlantedResults.Default, 125) with { P20 = 60, P80 = 200 },
            PlantedResults.Row(PlantedResults.Other, 100) with { P20 = 60, P80 = 200 });

        Gate().Code.ShouldBe(ExitCodes.Done);
    }

    [Fact]
    public void What_was_not_measured_fails_unless_it_is_allowed_to()
    {
        PlantedResults.Write(Database, PlantedResults.Row(PlantedResults.Other, 100), PlantedResults.Row(PlantedResults.Default, 1, status: TuningStatus.WrongResult));

        var run = Gate();
        run.Code.ShouldBe(ExitCodes.CheckFailed);
        run.Output.ShouldContain("has no correct and complete measurement");
        Gate("--allow-missing").Code.ShouldBe(ExitCodes.Done);

        var unmeasured = ToolRun.InProcess("gate", TestSpecs.AssemblyPath, "--spec", "TinyCausal", "--db", Database);
        unmeasured.Code.ShouldBe(ExitCodes.CheckFailed);
        unmeasured.Output.ShouldContain("Nothing was measured of this spec");
    }

    [Fact]
    public void The_tuned_choice_is_the_best_that_the_assembly_has()
    {
        PlantedResults.Write(
            Database, PlantedResults.Row(PlantedResults.Default, 125), PlantedResults.Row(PlantedResults.Other, 100), PlantedResults.Row("cpu.simd/q24-k128-w256", 104));

        // Of the default variants the one that takes 104 us, because the winner was never built in.
        Gate("--choice", "tuned", "--worse-than", "5").Code.ShouldBe(ExitCodes.Done);
        var strict = Gate("--choice", "tuned", "--worse-than", "3");
        strict.Code.ShouldBe(ExitCodes.CheckFailed);
        strict.Output.ShouldContain("cpu.simd/q24-k128-w256");
    }

    [Fact]
    public void The_tuned_choice_for_a_bucket_whose_variants_the_assembly_lacks_is_what_the_runtime_takes()
    {
        var near = new ShapeBucket(8, 2048, 2048);
        var cpu = ToolTargets.OfMachine.Find("cpu");
        var emitted = cpu.Defaults(PlantedResults.HalfDense.Spec);
        var device = DeviceKey.TryParse(TestRows.Device, out var key) ? key : default;
        var cost = cpu.TransferCost(PlantedResults.HalfDense, device)!;
        // Times as the model has them, but for the variant that it likes least: that won, by little.
        var winner = emitted.MaxBy(variant => cost(variant, PlantedResults.Bucket))!;
        var fastest = emitted.Min(variant => cost(variant, near));
        PlantedResults.Write(
            Database,
            [
                PlantedResults.Row(PlantedResults.Other, 100),
                .. emitted.Select(variant => PlantedResults.Row(variant, (variant == winner ? 0.97 * fastest : cost(variant, near)) / 1e3))
                    .Select(row => row with { Key = row.Key with { Bucket = near }, Shape = "B1,Hq8,Hkv8,Nq2048,Nk2048" }),
            ]);
        var compiled = SpecCompiler.Compile(PlantedResults.HalfDense.Spec, "HalfDense", [.. emitted.Select(CpuTarget.Config)]);
        var runtime = VariantSelector.ForCpu(
            compiled.Facts, compiled.Classifier, compiled.Kernels, [], new CpuDevice(device.Model, device.Isa, 4), () => TuningDatabaseReader.Open(Database))
            .Explain(new AttentionShape(1, 8, 8, 1024, 1024), null);
        runtime.Layer.ShouldBe(SelectionLayer.NearestBucket);
        runtime.Variant.ShouldNotBe(winner, "a narrow lead in another bucket does not outweigh the model");

        var judged = Gate("--choice", "tuned", "--csv").Output.Split('\n').Single(line => line.Contains("h8-q1024-k1024", StringComparison.Ordinal));

        judged.ShouldContain($",{runtime.Variant},");
    }

    [Fact]
    public void Where_the_database_names_nothing_that_was_built_the_choice_that_was_built_in_runs()
    {
        // With narrow vectors, so that the cost model would not think of it.
        const string built = "cpu.simd/q24-k64-w128";
        PlantedResults.Write(Database, PlantedResults.Row(PlantedResults.Other, 100));

        Verdict("Without.dll").ShouldContain($"{PlantedResults.Default} would run");
        Verdict("With.dll", new TunedChoice(TestRows.Device, PlantedResults.Bucket.ToString(), built)).ShouldContain($"{built} would run");

        string Verdict(string name, params IReadOnlyList<TunedChoice> choices)
        {
            var assembly = SpecAssembly.Write(
                _folder[name], [("Demo.HalfDense", TestSpecs.HalfDense)], [("Demo.HalfDense", PlantedResults.Default), ("Demo.HalfDense", built)], choices);
            return ToolRun.InProcess("gate", assembly, "--choice", "tuned", "--db", Database, "--csv").Output;
        }
    }

    [Theory]
    [InlineData("--worse-than is 'much'", "--worse-than", "much")]
    [InlineData("--worse-than is '-1'", "--worse-than", "-1")]
    [InlineData("--worse-than is 'NaN'", "--worse-than", "NaN")]
    [InlineData("--choice is 'tune'; the closest is 'tuned', allowed are default, tuned", "--choice", "tune")]
    public void Wrong_limits_and_choices_are_refused(string message, params string[] options)
    {
        PlantedResults.Write(Database, PlantedResults.Row(PlantedResults.Other, 100));

        var run = Gate(options);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
    }

    private ToolRun Gate(params string[] options) => ToolRun.InProcess(["gate", TestSpecs.AssemblyPath, "--spec", "HalfDense", "--db", Database, .. options]);
}
