using KernelGen.Selection;

namespace KernelGen.Tuner.Search;

/// <summary>The shapes that models call attention with: head counts from their published configurations, lengths that are typical of their use.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="QueryHeads">Query heads.</param>
/// <param name="KeyHeads">Key heads.</param>
/// <param name="HeadDim">Elements per head; the spec decides, this only says which specs it is meant for.</param>
/// <param name="Prefill">Query and key lengths of prefills, or of an encoder's calls.</param>
/// <param name="Decode">Key lengths of decode steps; none for encoders.</param>
internal sealed record ModelShapes(
    string Name, int QueryHeads, int KeyHeads, int HeadDim, IReadOnlyList<(int Queries, int Keys)> Prefill, IReadOnlyList<int> Decode)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelShapes> All { get; } =
    [
        Decoder("llama3-8b", 32, 8, 128),
        Decoder("llama3-70b", 64, 8, 128),
        Decoder("mistral-7b", 32, 8, 128),
        Decoder("qwen2.5-7b", 28, 4, 128),
        Decoder("qwen3-8b", 32, 8, 128),
        Decoder("gemma2-9b", 16, 8, 256),
        Decoder("phi3-mini", 32, 32, 96),
        new("gpt2", 12, 12, 64, Square(256, 1024), [1024]),
        Encoder("bert-base", 12, 64, 128, 512),
        Encoder("bert-large", 16, 64, 128, 512),
        Encoder("vit-b", 12, 64, 197, 577),
        Encoder("vit-l", 16, 64, 197, 577),
        Encoder("clip-vit-l", 16, 64, 257),
        new("whisper-large", 20, 20, 64, Square(1500), [448]),
        // 64 x 64 latents; text of 77 tokens.
        new("stable-diffusion", 8, 8, 40, [(4096, 4096), (4096, 77)], []),
        new("sdxl", 10, 10, 64, [(4096, 4096), (4096, 77)], []),
        // 64 x 64 patches with 512 tokens of text.
        Encoder("flux", 24, 128, 4608),
    ];

    /// <summary>The shapes, the most telling first.</summary>
    public IReadOnlyList<AttentionShape> Shapes =>
    [
        .. Prefill.Select(lengths => new AttentionShape(1, QueryHeads, KeyHeads, lengths.Queries, lengths.Keys)),
        .. Decode.Select(keys => new AttentionShape(1, QueryHeads, KeyHeads, 1, keys)),
    ];

    /// <summary>The model of a name or of its beginning; null when there is none.</summary>
    public static ModelShapes? Find(string name) => All.FirstOrDefault(model => model.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? All.FirstOrDefault(model => name.Length > 2 && model.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The name closest to one that does not exist.</summary>
    public static string Closest(string name) => ClosestName.Of(name, All.Select(model => model.Name))!;

    private static ModelShapes Decoder(string name, int queryHeads, int keyHeads, int headDim)
        => new(name, queryHeads, keyHeads, headDim, Square(2048, 512), [8192, 2048]);

    private static ModelShapes Encoder(string name, int heads, int headDim, params int[] lengths) => new(name, heads, heads, headDim, Square(lengths), []);

    private static IReadOnlyList<(int Queries, int Keys)> Square(params int[] lengths) => [.. lengths.Select(length => (length, length))];
}
