using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary>
/// Runs a spec on tensors from files. The kernel is compiled from the canonical text, so nothing of the user's assembly is executed.
/// </summary>
internal static class AttentionRunner
{
    /// <summary>Runs, writes the output and reports.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(ToolConsole console, RunSettings settings)
    {
        var spec = SpecCatalog.Open(settings.Source, console).Find(settings.Spec);
        var data = GivenData.Read(settings.Data, [spec]);
        data.Require(spec.Spec.Data, spec.Name);
        if (settings.Lse is not null && !spec.Spec.WritesLse)
            throw new ToolException($"--lse is given, but {spec.Name} has no log-sum-exp; declare its spec with WritesLse = true.");
        var pinned = settings.Variant is { } id ? VariantArgument.Parse(spec, id) : null;
        var tensors = RunTensors.Read(settings, spec);
        var databasePath = CommonOptions.DatabasePath(settings.Database);
        var compiled = SpecCompiler.Compile(spec.Spec, spec.Name, pinned is null ? Configs(console, spec, databasePath) : [pinned]);
        var values = new CallValues([.. spec.Spec.Data.Select(parameter => data.Find(parameter)!)]);
        using var buffers = new AttentionBuffers(compiled.Facts, tensors.Shape, values);
        DataChecks.Check(compiled, tensors.Shape, values, data);
        tensors.CopyTo(buffers);
        var (kernel, report) = Select(compiled, tensors.Shape, pinned, databasePath);
        compiled.Execute(buffers.Call(), kernel, settings.Threads);
        var output = buffers.ReadOutput();
        WriteOutput(settings, tensors, buffers, output);
        console.Output.WriteLine($"{spec.Name} {tensors.Shape}: {kernel.Id}. {report.Reason}");
        return settings.Reference ? Compare(console, compiled, buffers, output) : ExitCodes.Done;
    }

    // What the assembly has when nothing was tuned, and every winner of the database that this processor runs fast.
    private static IReadOnlyList<CpuConfig> Configs(ToolConsole console, SpecEntry spec, string databasePath)
    {
        var defaults = CpuConfigSpace.Defaults(spec.Spec);
        try
        {
            using var reader = TuningDatabaseReader.Open(databasePath);
            var tuned = TunedTable.Winners(reader?.Rows(spec.Hash) ?? [])
                .Select(winner => CpuConfig.TryParse(winner.Ranked[0].Variant, out var config) ? config : null)
                .OfType<CpuConfig>()
                .Where(config => CpuDevice.Current.Accelerates(config.VectorBits) && CpuFeasibility.WhyNot(spec.Spec, config) is null);
            return [.. defaults.Concat(tuned).Distinct()];
        }
        catch (TuningDatabaseException error)
        {
            console.Error.WriteLine("warning: " + error.Message);
            return defaults;
        }
    }

    private static (CpuKernel Kernel, SelectionReport Report) Select(
        CompiledSpec compiled, in AttentionShape shape, CpuConfig? pinned, string databasePath)
    {
        var selector = new VariantSelector(
            compiled.Facts, compiled.Kernels, compiled.Choices, CpuDevice.Current, () => TuningDatabaseReader.Open(databasePath));
        var options = new AttentionOptions { Variant = pinned?.Id };
        return (selector.Select(shape, options), selector.Explain(shape, options));
    }

    private static void WriteOutput(RunSettings settings, RunTensors tensors, AttentionBuffers buffers, double[] output)
    {
        var shape = tensors.Shape;
        var result = NpyArray.Zeros(tensors.Query.Type, shape.Batch, shape.QueryHeads, shape.QueryLength, buffers.Facts.ValueHeadDim);
        for (long i = 0; i < output.LongLength; i++)
            result[i] = output[i];
        NpyFile.Write("--out", settings.Output, result);
        if (settings.Lse is not { } lsePath)
            return;
        var lse = NpyArray.Zeros(NpyType.Float32, shape.Batch, shape.QueryHeads, shape.QueryLength);
        var values = buffers.ReadLse();
        for (long i = 0; i < values.LongLength; i++)
            lse[i] = values[i];
        NpyFile.Write("--lse", lsePath, lse);
    }

    private static int Compare(ToolConsole console, CompiledSpec compiled, AttentionBuffers buffers, double[] output)
    {
        var rule = CheckSet.Rule(buffers, compiled.Oracle, compiled.Reference);
        var error = rule.MaxError(output);
        var passed = error <= rule.Bound;
        console.Output.WriteLine(FormattableString.Invariant(
            $"Largest error against the float64 oracle {error:G3}; allowed {rule.Bound:G3}: {(passed ? "passed" : "FAILED")}"));
        return passed ? ExitCodes.Done : ExitCodes.CheckFailed;
    }
}
