using KernelGen.Planning;

namespace KernelGen.Oracle;

/// <summary>
/// The float64 oracle of a spec: the generator emits the functions below from the same expressions as the kernels, the loops are the
/// runtime's. Slow, obvious, and the judge of every kernel.
/// </summary>
public abstract class AttentionOracle
{
    /// <summary>Factor on q . k.</summary>
    public abstract double Scale { get; }

    /// <summary>Turns a scaled logit into what the softmax sees: soft cap, then score function.</summary>
    public abstract double Logit(double score, int q, int k, in MaskScope scope);

    /// <summary>The logit of a key without a value that takes part in every row's softmax; -infinity, the default, means none.</summary>
    public virtual double SinkLogit(in MaskScope scope) => double.NegativeInfinity;

    /// <summary>The mask: whether the query at position <paramref name="q"/> may see key <paramref name="k"/>.</summary>
    public abstract bool Allowed(int q, int k, in MaskScope scope);
}
