using System.CommandLine;
using KernelGen.Tuner.Reports;
using KernelGen.Tuner.Search;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var source = CommonOptions.Source();
        var spec = CommonOptions.Spec();
        var shape = new Option<string>("--shape")
        {
            Description = $"The sizes of the call, for example {ShapeText.Example}.",
            HelpName = "shape",
            Required = true,
        };
        var target = CommonOptions.Target(targets);
        var device = CommonOptions.Device(targets);
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "explain",
            "Says which variant would run for a shape on a device of this machine, and why: what every layer of the lookup answers.",
            "kernelgen explain App.dll LlamaAttention --shape B1,Hq32,Hkv8,Nq1024,Nk1024",
            "kernelgen explain App.dll LlamaAttention --shape B1,Hq32,Hkv8,Nq1024,Nk1024 --target cuda --device 0",
            "kernelgen explain App.dll LlamaAttention --shape B1,Hq32,Hkv8,Nq1024,Nk1024 --json")
        {
            source, spec, shape, target, device, database,
        };
        var lists = ListOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var sizes = ShapeText.Parse("--shape", parsed.GetRequiredValue(shape));
            var on = targets.Find(parsed.GetRequiredValue(target), parsed.GetValue(device));
            var catalog = SpecCatalog.Open(parsed.GetRequiredValue(source), console);
            var found = catalog.Find(parsed.GetRequiredValue(spec));
            var variants = TargetVariants.Emitted(on, catalog.Path, found);
            var request = new KernelRequest(
                catalog.Path, found, variants, CommonOptions.DatabasePath(parsed.GetValue(database)), parsed.GetValue(device))
            {
                Choices = TargetVariants.Choices(on, catalog.Path, found),
            };
            return Explain(lists.Console(parsed, console), on, request, sizes);
        });
        return command;
    }

    private static int Explain(ToolConsole console, ToolTarget target, KernelRequest request, in AttentionShape shape)
    {
        using var kernels = target.OpenKernels(request);
        new ExplanationReport(request.Spec.Name, shape, kernels.DeviceKey, kernels.Explain(shape), request.Variants).Print(console);
        return ExitCodes.Done;
    }
}
