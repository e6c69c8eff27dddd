using KernelGen.Devices.Cpu;
using KernelGen.PtxMachine.Driver;
using KernelGen.Selection;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Cuda;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Commands;

/// <summary>On a machine without a database a program runs what was built in, and the tool says and does the same.</summary>
public sealed class BuiltInChoiceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Explain_and_run_take_a_choice_of_the_assembly_on_the_processor()
    {
        var choice = new TunedChoice(CpuDevice.Current.Key, "h2-q16-k16", PlantedResults.Other);
        var assembly = SpecAssembly.Write(
            _folder["App.dll"], [("App.Half", TestSpecs.HalfDense)], [("App.Half", PlantedResults.Default), ("App.Half", PlantedResults.Other)], choice);
        Save("q.npy");
        Save("k.npy");
        Save("v.npy");

        var explained = ToolRun.InProcess("explain", assembly, "Half", "--shape", "Hq2,Nq16,Nk16", "--db", _folder["absent.db"]);
        var run = ToolRun.InProcess(
            "run", assembly, "Half", "--q", _folder["q.npy"], "--k", _folder["k.npy"], "--v", _folder["v.npy"], "--out", _folder["o.npy"], "--reference",
            "--db", _folder["absent.db"]);

        explained.Error.ShouldBeEmpty();
        explained.Output.ShouldContain($"the choices built into the assembly names {PlantedResults.Other}.");
        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain($": {PlantedResults.Other}. ");
        run.Output.ShouldContain("passed");
    }

    [Fact]
    public void Explain_takes_a_choice_of_the_assembly_on_a_CUDA_device()
    {
        using var host = new PtxHost(1);
        var choice = new TunedChoice("cuda:ptx-machine:9.0:132mp", "h1-q8-k64", CudaSpecs.FourStages);
        var assembly = SpecAssembly.Write(
            _folder["App.dll"], [("App.Causal", CudaSpecs.Causal)], [("App.Causal", CudaSpecs.TwoStages), ("App.Causal", CudaSpecs.FourStages)], choice);

        var explained = ToolRun.On(
            new ToolTargets(() => host.Driver), "explain", assembly, "Causal", "--target", "cuda", "--shape", "Hq1,Nq8,Nk40", "--db", _folder["absent.db"]);

        explained.Error.ShouldBeEmpty();
        explained.Output.ShouldContain($"the choices built into the assembly names {CudaSpecs.FourStages}.");
    }

    [Fact]
    public void A_choice_for_another_device_changes_nothing()
    {
        var choice = new TunedChoice("cpu:another:neon:3c", "h2-q16-k16", PlantedResults.Other);
        var assembly = SpecAssembly.Write(
            _folder["App.dll"], [("App.Half", TestSpecs.HalfDense)], [("App.Half", PlantedResults.Default), ("App.Half", PlantedResults.Other)], choice);

        ToolRun.InProcess("explain", assembly, "Half", "--shape", "Hq2,Nq16,Nk16", "--db", _folder["absent.db"]).Output
            .ShouldNotContain("the choices built into the assembly names");
    }

    private void Save(string name)
    {
        var array = NpyArray.Zeros(NpyType.Float32, 1, 2, 16, 8);
        for (long i = 0; i < array.Count; i++)
            array[i] = Math.Sin(i);
        NpyFile.Write("test", _folder[name], array);
    }
}
