namespace KernelGen.Onnx;

/// <summary>What <c>qk_matmul_output</c> holds, with ONNX's numbers for <c>qk_matmul_output_mode</c>.</summary>
public enum OnnxQkMatmulOutput
{
    /// <summary>The scaled products of queries and keys.</summary>
    Product,

    /// <summary>Those after the soft cap.</summary>
    Capped,

    /// <summary>Those after score function and mask, as the softmax sees them: minus infinity where a key is masked.</summary>
    Masked,

    /// <summary>The weights after the softmax; a row that sees no key is all 0.</summary>
    Weights,
}
