namespace KernelGen;

/// <summary>
/// Declares an attention spec. Put it on a <c>static partial class</c>; the generator adds <c>Forward</c>, <c>Reference</c> and
/// <c>Explain</c> to that class and emits the kernels they run.
/// </summary>
/// <example><code>
/// [AttentionKernel(HeadDim = 128)]
/// [Causal]
/// public static partial class LlamaAttention;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AttentionKernelAttribute : Attribute
{
    /// <summary>Elements per head of Q and K, 1 to 512. Required.</summary>
    public int HeadDim { get; set; }

    /// <summary>Elements per head of V and O, 1 to 512; 0, the default, means the same as <see cref="HeadDim"/>.</summary>
    public int ValueHeadDim { get; set; }

    /// <summary>How Q, K, V and O are stored; of <see cref="Precision.Float8E4M3"/>, O as bfloat16.</summary>
    public Precision Precision { get; set; }

    /// <summary>
    /// Whether kernels for tensor cores may round queries, keys, values and weights to tf32, which has float32's range and 10 bits of fraction; sums stay
    /// float32. Only for <see cref="Precision.Float32"/>, which has no such kernels otherwise. Others compute in float32 whatever this says.
    /// </summary>
    public bool AllowTensorFloat32 { get; set; }

    /// <summary>Factor on q . k; NaN, the default, means 1 / sqrt(<see cref="HeadDim"/>).</summary>
    public double Scale { get; set; } = double.NaN;

    /// <summary>Soft cap c > 0: a scaled logit s becomes c * tanh(s / c). 0, the default, means none.</summary>
    public double Softcap { get; set; }

    /// <summary>Where query 0 stands relative to key 0 when the call gives no query offset.</summary>
    public CausalAlignment Alignment { get; set; }

    /// <summary>Also emit overloads that write the log-sum-exp of every query row (natural logarithm).</summary>
    public bool WritesLse { get; set; }
}
