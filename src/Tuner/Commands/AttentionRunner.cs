using KernelGen.Tuner.Data;
using KernelGen.Tuner.Measurement;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Storage.Npy;
using KernelGen.Tuner.Targets;

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
        var catalog = SpecCatalog.Open(settings.Source, console);
        var spec = catalog.Find(settings.Spec);
        var data = GivenData.Read(settings.Data, [spec]);
        data.Require(spec.Spec.Data, spec.Name);
        if (settings.Lse is not null && !spec.Spec.WritesLse)
            throw new ToolException($"--lse is given, but {spec.Name} has no log-sum-exp; declare its spec with WritesLse = true.");
        var tensors = RunTensors.Read(settings, spec);
        using var kernels = settings.Target.OpenKernels(Request(console, settings, catalog.Path, spec));
        var compiled = kernels.Compiled;
        var values = new CallValues([.. spec.Spec.Data.Select(parameter => data.Find(parameter)!)]);
        using var buffers = new AttentionBuffers(compiled.Facts, tensors.Shape, values);
        DataChecks.Check(compiled, tensors.Shape, values, data);
        tensors.CopyTo(buffers);
        var report = kernels.Run(buffers);
        var output = buffers.ReadOutput();
        WriteOutput(settings, tensors, buffers, output);
        console.Output.WriteLine($"{spec.Name} {tensors.Shape}: {report.Variant}. {report.Reason}");
        return settings.Reference ? Compare(console, kernels, buffers) : ExitCodes.Done;
    }

    private static KernelRequest Request(ToolConsole console, RunSettings settings, string assembly, SpecEntry spec)
    {
        var database = CommonOptions.DatabasePath(settings.Database);
        var pinned = settings.Variant is { } id ? TargetVariants.Parse(settings.Target, spec, id) : null;
        var variants = pinned is null ? TargetVariants.EmittedAndWinners(console, settings.Target, assembly, spec, database) : [pinned];
        return new KernelRequest(assembly, spec, variants, database, settings.Device)
        {
            Choices = TargetVariants.Choices(settings.Target, assembly, spec), Pinned = pinned, Threads = settings.Threads,
        };
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

    private static int Compare(ToolConsole console, IAttentionKernels kernels, AttentionBuffers buffers)
    {
        var compiled = kernels.Compiled;
        var (output, lse) = (buffers.ReadOutput(), buffers.ReadLse());
        var rule = CheckSet.Rule(buffers, compiled.Oracle, compiled.Reference, kernels.RoundsFactors);
        var passed = Passes(console, "Largest error", rule.Output, output);
        if (rule.Lse is { } lseRule)
            passed &= Passes(console, "Largest error of the log-sum-exp", lseRule, lse);
        return passed ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static bool Passes(ToolConsole console, string what, ErrorRule rule, double[] values)
    {
        var error = rule.MaxError(values);
        var passes = error <= rule.Bound;
        console.Output.WriteLine(FormattableString.Invariant(
            $"{what} against the float64 oracle {error:G3}; allowed {rule.Bound:G3}: {(passes ? "passed" : "FAILED")}"));
        return passes;
    }
}
