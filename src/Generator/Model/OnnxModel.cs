namespace KernelGen.Generator.Model;

/// <summary>What [OnnxAttention] says of the members that users call.</summary>
/// <param name="QkMatmulOutput">What the matrix of logits or weights holds.</param>
internal sealed record OnnxModel(OnnxQkMatmulOutput QkMatmulOutput);

/// <summary>The twin of the runtime's enum: the same names in the same order.</summary>
internal enum OnnxQkMatmulOutput
{
    /// <summary>The scaled products.</summary>
    Product,

    /// <summary>Those after the soft cap.</summary>
    Capped,

    /// <summary>Those after score function and mask.</summary>
    Masked,

    /// <summary>The weights.</summary>
    Weights,
}
