using System.CommandLine;
using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen run</c>: the bridge for NumPy and PyTorch.</summary>
internal static class RunCommand
{
    public static Command Create(ToolConsole console, ToolTargets targets)
    {
        var source = CommonOptions.Source();
        var spec = CommonOptions.Spec();
        var query = InputFile("--q", "Queries, (B, Hq, Nq, D), .npy of float16, float32 or float64.");
        var key = InputFile("--k", "Keys, (B, Hkv, Nk, D).");
        var value = InputFile("--v", "Values, (B, Hkv, Nk, Dv).");
        var output = InputFile("--out", "Receives the output, (B, Hq, Nq, Dv), in the type of --q.");
        var lse = new Option<string?>("--lse") { Description = "Receives the log-sum-exp, (B, Hq, Nq), float32.", HelpName = "file" };
        var data = CommonOptions.Data("A data parameter of the spec's mask or score; once for each of them.");
        var offset = new Option<int?>("--query-offset")
        {
            Description = "The position of query row 0; by default what the spec's alignment says.",
            HelpName = "n",
        };
        var target = CommonOptions.Target(targets);
        var device = CommonOptions.Device(targets);
        var variant = CommonOptions.Variant("The variant to run instead of the selected one.");
        var threads = CommonOptions.Threads();
        var reference = new Option<bool>("--reference")
        {
            Description = "Also run the float64 oracle, and exit with 1 when the error is too large.",
        };
        var database = CommonOptions.Database();
        var command = new ToolCommand(
            "run",
            "Runs a spec's kernel on tensors in .npy files.",
            "kernelgen run App.dll LlamaAttention --q q.npy --k k.npy --v v.npy --out o.npy",
            "kernelgen run App.dll LlamaAttention --q q.npy --k k.npy --v v.npy --out o.npy --lse lse.npy --query-offset 0 --reference",
            "kernelgen run App.dll LlamaAttention --q q.npy --k k.npy --v v.npy --out o.npy --target cuda --device 0",
            "kernelgen run App.dll PackedDocuments --q q.npy --k k.npy --v v.npy --out o.npy --data document=document.npy --data slope=slope.npy")
        {
            source, spec, query, key, value, output, lse, data, offset, target, device, variant, threads, reference, database,
        };
        command.FailsWhen = "--reference is given and the error is larger than allowed";
        command.SetAction(parsed => AttentionRunner.Run(console, new RunSettings
        {
            Source = parsed.GetRequiredValue(source),
            Spec = parsed.GetRequiredValue(spec),
            Query = parsed.GetRequiredValue(query),
            Key = parsed.GetRequiredValue(key),
            Value = parsed.GetRequiredValue(value),
            Output = parsed.GetRequiredValue(output),
            Lse = parsed.GetValue(lse),
            Data = parsed.GetValue(data) ?? [],
            Target = targets.Find(parsed.GetRequiredValue(target), parsed.GetValue(device), parsed.GetValue(threads)),
            Device = parsed.GetValue(device),
            QueryOffset = parsed.GetValue(offset),
            Variant = parsed.GetValue(variant),
            Threads = parsed.GetValue(threads),
            Reference = parsed.GetValue(reference),
            Database = parsed.GetValue(database),
        }));
        return command;
    }

    private static Option<string> InputFile(string name, string description)
        => new(name) { Description = description, HelpName = "file", Required = true };
}
