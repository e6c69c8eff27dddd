namespace KernelGen.Kernels.Cpu.Tests.Data;

/// <summary>Causal by the attribute.</summary>
[AttentionKernel(HeadDim = 32)]
[Causal]
internal static partial class CausalByAttribute;

/// <summary>Causal by a method.</summary>
[AttentionKernel(HeadDim = 32)]
internal static partial class CausalByMethod
{
    [Mask]
    internal static bool Allowed(int q, int k) => k <= q;
}

/// <summary>Packed documents with ALiBi, and a window that every head has of its own.</summary>
[AttentionKernel(HeadDim = 32, WritesLse = true)]
internal static partial class Documents
{
    [Mask]
    internal static bool SameDocument(int q, int k, ReadOnlySpan<int> document) => k <= q && document[q] == document[k];

    [Mask]
    internal static bool Near(int q, int k, int head, int batch, ReadOnlySpan<short> window, int heads)
    {
        var reach = window[batch * heads + head];
        if (reach < 0)
            return true;
        return q - k <= reach;
    }

    [Score]
    internal static float Alibi(float score, int q, int k, int head, ReadOnlySpan<float> slope) => score - slope[head] * (q - k);
}

/// <summary>Packed documents by the attribute, and a score that shares their data.</summary>
[AttentionKernel(HeadDim = 32)]
[Documents(perSequence: true), Causal]
internal static partial class DocumentsByAttribute
{
    [Score]
    internal static float Map(float score, int k, ReadOnlySpan<int> document) => score + 0.5f * document[k];
}

/// <summary>The same by methods.</summary>
[AttentionKernel(HeadDim = 32)]
internal static partial class DocumentsByMethods
{
    [Mask]
    internal static bool Allowed(int q, int k, int batch, int keyLength, ReadOnlySpan<int> document)
        => k <= q && document[batch * keyLength + q] == document[batch * keyLength + k];

    [Score]
    internal static float Map(float score, int k, ReadOnlySpan<int> document) => score + 0.5f * document[k];
}

/// <summary>Draft tokens after committed keys.</summary>
[AttentionKernel(HeadDim = 32)]
[TokenTree]
internal static partial class Drafts;

/// <summary>A score by kind of head.</summary>
[AttentionKernel(HeadDim = 32, Precision = Precision.BFloat16)]
internal static partial class ByHead
{
    [Score]
    internal static float Map(float score, int q, int k, int head, bool cap) => (head % 3) switch
    {
        0 => cap ? MathF.Tanh(score / Scale) * Scale : score,
        1 => score - MathF.Log(1 + MathF.Abs(q - k)),
        _ => Math.Clamp(score, -0.5f, 0.5f) * MathF.Exp(-0.1f * (k & 7)),
    };

    private const float Scale = 2;
}
