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
