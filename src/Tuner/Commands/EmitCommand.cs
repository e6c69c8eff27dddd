using System.CommandLine;
using KernelGen.Tuner.Specs;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen emit</c>.</summary>
internal static class EmitCommand
{
    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var source = CommonOptions.Source();
        var spec = CommonOptions.Spec();
        var target = CommonOptions.Target(targets);
        var variant = CommonOptions.Variant("The variant to print; the first one that is emitted by default.");
        var command = new ToolCommand(
            "emit",
            "Prints what mask and score were lowered to, and what is generated for a spec with one variant: for cpu C# with facts, tile classifier, "
                + "oracle and kernel, for ilgpu C# with the kernel and its launch, for cuda the kernel's PTX.",
            "kernelgen emit App.dll LlamaAttention",
            "kernelgen emit App.dll LlamaAttention --variant cpu.simd/q48-k128-w256 > Llama.g.cs",
            "kernelgen emit App.dll LlamaAttention --target cuda --variant cuda.mma/q64-k64-w4-s3 > Llama.ptx")
        {
            source, spec, target, variant,
        };
        command.SetAction(parsed =>
        {
            var from = targets.Find(parsed.GetRequiredValue(target));
            var catalog = SpecCatalog.Open(parsed.GetRequiredValue(source), console);
            var entry = catalog.Find(parsed.GetRequiredValue(spec));
            var id = parsed.GetValue(variant) is { } given ? TargetVariants.Parse(from, entry, given) : TargetVariants.Default(from, entry);
            console.Output.Write(ExpressionComment.Of(entry.Spec));
            console.Output.Write(from.Emit(entry, id));
            return ExitCodes.Done;
        });
        return command;
    }
}
