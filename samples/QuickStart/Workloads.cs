using KernelGen;

namespace QuickStart;

/// <summary>What the sample runs.</summary>
internal static class Workloads
{
    /// <summary>Real models at moderate lengths.</summary>
    public static IEnumerable<Func<Workload>> All { get; } =
    [
        () => new("Llama-3 8B, prompt of 1024", Llama3Attention.Compiled, 128, new AttentionShape(1, 32, 8, 1024, 1024), Causal),
        () => new("Llama-3 8B, token behind 8192", Llama3Attention.Compiled, 128, new AttentionShape(1, 32, 8, 1, 8192), Causal),
        () => new("Mistral 7B, 256 behind 8192", MistralAttention.Compiled, 128, new AttentionShape(1, 32, 8, 256, 8192), Window),
        () => new("BERT-base, 4 x 512", BertAttention.Compiled, 64, new AttentionShape(4, 12, 12, 512, 512), Everything),
        () => new("ViT-L, 4 x 577", VitAttention.Compiled, 64, new AttentionShape(4, 16, 16, 577, 577), Everything),
    ];

    private static (int First, int End) Causal(int position) => (0, position + 1);

    private static (int First, int End) Window(int position) => (position - MistralAttention.KeysBefore, position + 1);

    private static (int First, int End) Everything(int position) => (0, int.MaxValue);
}
