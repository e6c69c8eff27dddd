using System.CommandLine;
using KernelGen.Templates.Cpu;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Specs;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen emit</c>.</summary>
internal static class EmitCommand
{
    public static Command Create(ToolConsole console)
    {
        var source = CommonOptions.Source();
        var spec = CommonOptions.Spec();
        var variant = CommonOptions.Variant("The variant to print; the first one that is emitted by default.");
        var command = new ToolCommand(
            "emit",
            "Prints what mask and score were lowered to, and the C# that is generated for a spec with one variant: facts, tile classifier, "
                + "oracle and kernel.",
            "kernelgen emit App.dll LlamaAttention",
            "kernelgen emit App.dll LlamaAttention --variant cpu.simd/q48-k128-w256 > Llama.g.cs")
        {
            source, spec, variant,
        };
        command.SetAction(parsed =>
        {
            var entry = SpecCatalog.Open(parsed.GetRequiredValue(source), console).Find(parsed.GetRequiredValue(spec));
            var config = parsed.GetValue(variant) is { } id ? VariantArgument.Parse(entry, id) : CpuConfigSpace.Defaults(entry.Spec)[0];
            console.Output.Write(ExpressionComment.Of(entry.Spec));
            console.Output.Write(SpecCompiler.Emit(new SpecToCompile(entry.Spec, entry.Name, [config]), entry.SimpleName));
            return ExitCodes.Done;
        });
        return command;
    }
}
