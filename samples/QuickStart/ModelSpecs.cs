using KernelGen;

namespace QuickStart;

/// <summary>Llama-3 8B: 32 query heads on 8 key heads of 128, causal.</summary>
[AttentionKernel(HeadDim = 128)]
[Causal]
public static partial class Llama3Attention;

/// <summary>Mistral 7B: as Llama, but a query sees itself and the 4095 keys before it.</summary>
[AttentionKernel(HeadDim = 128)]
[Causal]
[SlidingWindow(MistralAttention.KeysBefore)]
public static partial class MistralAttention
{
    internal const int KeysBefore = 4095;
}

/// <summary>BERT-base: 12 heads of 64, every token sees every other.</summary>
[AttentionKernel(HeadDim = 64)]
public static partial class BertAttention;

/// <summary>ViT-L/16 at 384 x 384: 16 heads of 64 over 576 patches and the class token. Its length is no multiple of anything.</summary>
[AttentionKernel(HeadDim = 64)]
public static partial class VitAttention;
