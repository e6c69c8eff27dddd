namespace KernelGen.Benchmarks.Masks;

/// <summary>Causal as a method; compare <see cref="Causal64"/>.</summary>
[AttentionKernel(HeadDim = 64)]
public static partial class CausalMethod64
{
    [Mask]
    private static bool Allowed(int q, int k) => k <= q;
}

/// <summary>Causal as a range of keys per query, written out by the caller.</summary>
[AttentionKernel(HeadDim = 64)]
public static partial class CausalRanges64
{
    [Mask]
    private static bool Allowed(int q, int k, ReadOnlySpan<int> end) => k < end[q];
}

/// <summary>The window of 4096 keys of long-context models.</summary>
[AttentionKernel(HeadDim = 64)]
[Causal]
[SlidingWindow(4095)]
public static partial class LongWindow64;

/// <summary>Packed sequences.</summary>
[AttentionKernel(HeadDim = 64)]
public static partial class Documents64
{
    [Mask]
    private static bool Allowed(int q, int k, ReadOnlySpan<int> document) => document[q] == document[k];
}

/// <summary>13 x 13 neighbours on an image of 256 x 256.</summary>
[AttentionKernel(HeadDim = 64)]
[Neighborhood2D(256, 13, 13)]
public static partial class Neighborhood64;

/// <summary>BigBird: random blocks, a window and global tokens.</summary>
[AttentionKernel(HeadDim = 64)]
[RandomBlocks(64, 3), SlidingWindow(96, 96), GlobalTokens(64)]
public static partial class BigBird64;

/// <summary>Causal with ALiBi's slopes; compare <see cref="Causal64"/>.</summary>
[AttentionKernel(HeadDim = 64)]
[Causal]
public static partial class Alibi64
{
    [Score]
    private static float Bias(float score, int q, int k, int head, ReadOnlySpan<float> slope) => score - slope[head] * (q - k);
}

/// <summary>A tanh on every logit; compare <see cref="Causal64"/>.</summary>
[AttentionKernel(HeadDim = 64)]
[Causal]
public static partial class Tanh64
{
    [Score]
    private static float Cap(float score) => 30 * MathF.Tanh(score / 30);
}

/// <summary>Blocks that every call chooses.</summary>
[AttentionKernel(HeadDim = 64)]
[BlockSparse(Query = 64, Key = 64)]
public static partial class Blocks64;
