using System.CommandLine;

namespace KernelGen.Tuner.Commands;

/// <summary><c>kernelgen mask</c>.</summary>
internal static class MaskCommand
{
    public static Command Create(ToolConsole console)
    {
        var source = CommonOptions.Source();
        var spec = CommonOptions.Spec();
        var queries = new Option<int>("--nq") { Description = "Query length.", HelpName = "n", Required = true };
        var keys = new Option<int>("--nk") { Description = "Key length.", HelpName = "n", Required = true };
        var offset = Number("--query-offset", "The position of query row 0; by default what the spec's alignment says.");
        var head = Index("--head", "h", "Which query head, for masks that differ between heads; 0 by default.");
        var heads = Number("--heads", "Query heads; just enough by default.");
        var keyHeads = Number("--kv-heads", "Key heads, for masks that read kvHead; as many as query heads by default.");
        var batch = Index("--batch", "b", "Which sequence, for masks that differ between sequences; 0 by default.");
        var tile = new Option<string?>("--tile")
        {
            Description = "Query rows and keys of a tile; by default those of the first variant that is emitted.",
            HelpName = "q,k",
        };
        var output = new Option<string?>("--out")
        {
            Description = "Draws into this file, .svg or .png, instead of the terminal.",
            HelpName = "file",
        };
        var data = CommonOptions.Data("A data parameter of the spec's mask; what is not given is made up.");
        var plain = new Option<bool>("--plain") { Description = "With --out: the mask alone, without title, legend and numbers." };
        var command = new ToolCommand(
            "mask",
            "Draws a spec's mask and the classes of its tiles, with its density, how many tiles are skipped, and the expected speed-up over "
                + "dense.",
            "kernelgen mask App.dll LlamaAttention --nq 2048 --nk 2048",
            "kernelgen mask App.dll LlamaAttention --nq 65536 --nk 65536 --tile 64,128 --out llama.png",
            "kernelgen mask App.dll PackedDocuments --nq 1024 --nk 1024 --data document=document.npy",
            "kernelgen mask samples/QuickStart MistralAttention --nq 8192 --nk 16384 --out mask.svg")
        {
            source, spec, queries, keys, offset, head, heads, keyHeads, batch, tile, output, plain, data,
        };
        command.SetAction(parsed => MaskPainter.Run(console, new MaskSettings
        {
            Source = parsed.GetRequiredValue(source),
            Spec = parsed.GetRequiredValue(spec),
            QueryLength = parsed.GetValue(queries),
            KeyLength = parsed.GetValue(keys),
            QueryOffset = parsed.GetValue(offset),
            Head = parsed.GetValue(head),
            Heads = parsed.GetValue(heads),
            KeyHeads = parsed.GetValue(keyHeads),
            Batch = parsed.GetValue(batch),
            Tile = parsed.GetValue(tile),
            Output = parsed.GetValue(output),
            Plain = parsed.GetValue(plain),
            Data = parsed.GetValue(data) ?? [],
        }));
        return command;
    }

    private static Option<int> Index(string name, string letter, string description)
        => new(name) { Description = description, HelpName = letter };

    private static Option<int?> Number(string name, string description) => new(name) { Description = description, HelpName = "n" };
}
