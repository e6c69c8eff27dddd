namespace KernelGen.Kernels.Cpu.Tests.Scores;

/// <summary>Everything at once, in an order that the attributes do not have on the class.</summary>
[AttentionKernel(HeadDim = 16, Softcap = 4, WritesLse = true)]
[SinkLogit, LowRankBias(3, perHead: true), Alibi, Causal]
internal static partial class AllScores
{
    [Score]
    internal static float Warm(float score, float temperature) => score * temperature;
}

/// <summary>A sink alone.</summary>
[AttentionKernel(HeadDim = 16, WritesLse = true)]
[SinkLogit]
internal static partial class SinkAlone;

/// <summary>A low-rank bias alone.</summary>
[AttentionKernel(HeadDim = 16)]
[LowRankBias(2, perSequence: true)]
internal static partial class LowRankAlone;
