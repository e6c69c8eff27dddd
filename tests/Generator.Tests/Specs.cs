namespace KernelGen.Generator.Tests;

/// <summary>Sources that several tests use.</summary>
internal static class Specs
{
    public const string Dense64 = """
        using KernelGen;
        namespace Models;

        /// <summary>BERT-like.</summary>
        [AttentionKernel(HeadDim = 64)]
        public static partial class Dense64;
        """;

    public const string Causal128BFloat16 = """
        using KernelGen;
        namespace Models;

        /// <summary>Llama-like.</summary>
        [AttentionKernel(HeadDim = 128, Precision = Precision.BFloat16, WritesLse = true)]
        [Causal]
        public static partial class Causal128;
        """;

    public const string Causal64Float8 = """
        using KernelGen;
        namespace Models;

        /// <summary>Inputs of 8 bits, an output of 16.</summary>
        [AttentionKernel(HeadDim = 64, Precision = Precision.Float8E4M3, WritesLse = true)]
        [Causal]
        public static partial class Causal64;
        """;

    public const string WindowWithSink = """
        using KernelGen;
        namespace Models;

        /// <summary>Mistral-like, with an attention sink.</summary>
        [AttentionKernel(HeadDim = 64)]
        [Causal, SlidingWindow(512), AttentionSink(4)]
        public static partial class WindowWithSink;
        """;

    public const string PackedDocuments = """
        using System;
        using KernelGen;
        namespace Models;

        /// <summary>Packed documents with ALiBi.</summary>
        [AttentionKernel(HeadDim = 64)]
        [Causal]
        public static partial class PackedDocuments
        {
            [Mask]
            static bool SameDocument(int q, int k, ReadOnlySpan<int> document) => document[q] == document[k];

            [Score]
            static float Alibi(float score, int q, int k, int head, ReadOnlySpan<float> slope, float temperature)
            {
                var distance = q - k;
                return temperature * score - slope[head] * distance;
            }
        }
        """;

    public const string MaskAndBiasTensors = """
        using KernelGen;
        namespace Models;

        /// <summary>A mask and a bias that every call gives.</summary>
        [AttentionKernel(HeadDim = 64)]
        [Causal, MaskTensor, BiasTensor]
        public static partial class MaskAndBiasTensors;
        """;

    public const string SinkAndLowRankBias = """
        using KernelGen;
        namespace Models;

        /// <summary>A sink of each head, and a bias of rank 6.</summary>
        [AttentionKernel(HeadDim = 64, WritesLse = true)]
        [Causal, SinkLogit, LowRankBias(6, perHead: true)]
        public static partial class SinkAndLowRankBias;
        """;

    public const string OnnxLayer = """
        using KernelGen;
        using KernelGen.Onnx;
        namespace Models;

        /// <summary>A node of an exported graph.</summary>
        [AttentionKernel(HeadDim = 64, Softcap = 30)]
        [OnnxAttention(NonpadKvSeqlen = true, QkMatmulOutput = OnnxQkMatmulOutput.Capped)]
        [Causal, BiasTensor]
        public static partial class OnnxLayer;
        """;

    /// <summary>A source with one spec; <paramref name="attributes"/> replace its attributes.</summary>
    public static string With(string attributes, string declaration = "public static partial class Attention;") => $"""
        using KernelGen;
        namespace Models;

        /// <summary>A spec.</summary>
        {attributes}
        {declaration}
        """;
}
