using System.CommandLine;
using KernelGen.Devices.Cpu;
using KernelGen.Selection;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuning;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(ToolConsole console)
    {
        var source = CommonOptions.Source();
        var spec = CommonOptions.Spec();
        var shape = new Option<string>("--shape")
        {
            Description = $"The sizes of the call, for example {ShapeText.Example}.",
            HelpName = "shape",
            Required = true,
        };
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "explain",
            "Says which variant would run for a shape on this machine, and why: what every layer of the lookup answers.",
            "kernelgen explain App.dll LlamaAttention --shape B1,Hq32,Hkv8,Nq1024,Nk1024")
        {
            source, spec, shape, database,
        };
        command.SetAction(parsed =>
        {
            var sizes = ShapeText.Parse("--shape", parsed.GetRequiredValue(shape));
            var catalog = SpecCatalog.Open(parsed.GetRequiredValue(source), console);
            var found = catalog.Find(parsed.GetRequiredValue(spec));
            return Explain(console, catalog, found, sizes, CommonOptions.DatabasePath(parsed.GetValue(database)));
        });
        return command;
    }

    private static int Explain(ToolConsole console, SpecCatalog catalog, SpecEntry spec, in AttentionShape shape, string databasePath)
    {
        var configs = EmittedConfigs(catalog, spec);
        var compiled = SpecCompiler.Compile(spec.Spec, spec.Name, configs);
        var selector = VariantSelector.ForCpu(
            compiled.Facts, compiled.Kernels, compiled.Choices, CpuDevice.Current, () => TuningDatabaseReader.Open(databasePath));
        var report = selector.Explain(shape, null);
        console.Output.WriteLine($"{spec.Name} {shape} on {CpuDevice.Current.Key}: {report.Variant}");
        foreach (var step in report.Steps)
            console.Output.WriteLine("  " + step);
        console.Output.WriteLine($"  In the assembly: {string.Join(", ", configs.Select(config => config.Id))}.");
        return ExitCodes.Done;
    }

    // An assembly that says nothing of its variants is taken to have the defaults.
    private static IReadOnlyList<CpuConfig> EmittedConfigs(SpecCatalog catalog, SpecEntry spec)
    {
        var emitted = SpecAttributeReader.Variants(catalog.Path, spec.Name)
            .Select(id => CpuConfig.TryParse(id, out var config) ? config : null)
            .OfType<CpuConfig>()
            .ToList();
        return emitted.Count > 0 ? emitted : CpuConfigSpace.Defaults(spec.Spec);
    }
}
