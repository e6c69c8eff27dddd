using KernelGen.Devices;
using KernelGen.Selection;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage;
using KernelGen.Tuner.Targets;
using KernelGen.Tuner.Tests.Storage;
using KernelGen.Tuning;
using Shouldly;

namespace KernelGen.Tuner.Tests.Commands;

/// <summary>Databases with results of the specs of this assembly on a made-up processor.</summary>
internal static class PlantedResults
{
    public static readonly ShapeBucket Bucket = new(8, 1024, 1024);

    /// <summary>The spec that the rows are of; its assembly has the default variants.</summary>
    public static SpecEntry HalfDense { get; } = TestSpecs.Entry("Demo.HalfDense", TestSpecs.HalfDense);

    /// <summary>What runs untuned on the made-up processor.</summary>
    public static string Default { get; } = DefaultOf(TestRows.Device, Bucket);

    /// <summary>A variant that is not emitted untuned.</summary>
    public const string Other = "cpu.simd/q72-k64-w256";

    public static string DefaultOf(string device, ShapeBucket bucket)
    {
        DeviceKey.TryParse(device, out var key).ShouldBeTrue();
        return ChosenVariant.OfDefaults(ToolTargets.OfMachine, HalfDense).Default(key, bucket)!;
    }

    /// <summary>A row of <see cref="HalfDense"/>.</summary>
    public static TuningRow Row(string variant, double median, string device = TestRows.Device, TuningStatus status = TuningStatus.Ok)
    {
        var row = TestRows.Row(variant, median, HalfDense.Hash, device, status: status, emitter: CpuKernelTemplate.EmitterVersion);
        return row with { SpecName = HalfDense.Name, SpecText = HalfDense.Text };
    }

    /// <summary>Makes a database.</summary>
    public static string Write(string path, params IEnumerable<TuningRow> rows)
    {
        using var writer = TuningDatabaseWriter.Open(path);
        foreach (var row in rows)
            writer.Add(row);
        return path;
    }
}
