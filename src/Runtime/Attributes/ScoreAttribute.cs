namespace KernelGen;

/// <summary>
/// The score function written as C#: a <c>static float</c> method of the spec's class that maps a scaled (and soft-capped) logit, its
/// parameter <c>float score</c>, to a new one, before the mask. It becomes part of the kernels; it never runs as C#. A spec has at most one.
/// </summary>
/// <remarks>Its other parameters are those of <see cref="MaskAttribute"/>.</remarks>
/// <example><code>
/// [Score]
/// static float Alibi(float score, int q, int k, int head, ReadOnlySpan&lt;float&gt; slope) => score - slope[head] * (q - k);
/// </code></example>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ScoreAttribute : Attribute;
