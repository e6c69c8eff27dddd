namespace KernelGen.Onnx;

/// <summary>What of a node of the ONNX operator Attention is not in its kernels; emitted by the generator.</summary>
/// <param name="QkMatmulOutput">What <c>qk_matmul_output</c> holds.</param>
/// <param name="Softcap">The soft cap, 0 for none.</param>
public readonly record struct OnnxNode(OnnxQkMatmulOutput QkMatmulOutput, double Softcap);
