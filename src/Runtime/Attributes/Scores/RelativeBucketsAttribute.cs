namespace KernelGen;

/// <summary>
/// A score function: <c>score + bucketBias[bucket * queryHeads + head]</c>. With <c>side</c> buckets for one direction (<c>buckets / 2</c>,
/// or all of them when causal), <c>exact = side / 2</c> and the distance n, <c>|q - k|</c> or when causal <c>max(q - k, 0)</c>, the bucket
/// is n where <c>n &lt; exact</c>, else <c>min(exact + floor(log(n / exact) / log(maxDistance / exact) * (side - exact)), side - 1)</c>; keys
/// after the query have <c>side</c> more, unless causal. <c>ReadOnlySpan&lt;float&gt; bucketBias</c>, (buckets, query heads), becomes a
/// parameter of Forward and Reference (T5's relative attention bias, arXiv 1910.10683; boundaries are computed exactly).
/// </summary>
/// <param name="buckets">Rows of the table, 4 to 128; less than four times maxDistance, when causal less than twice.</param>
/// <param name="maxDistance">The distance from which on all keys share the last bucket, at least 3.</param>
/// <param name="causal">Whether keys after the query share the bucket of distance 0 instead of having buckets of their own.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RelativeBucketsAttribute(int buckets, int maxDistance, bool causal = false) : Attribute
{
    /// <summary>Rows of the table.</summary>
    public int Buckets { get; } = buckets;

    /// <summary>The distance from which on all keys share the last bucket.</summary>
    public int MaxDistance { get; } = maxDistance;

    /// <summary>Whether keys after the query share the bucket of distance 0.</summary>
    public bool Causal { get; } = causal;
}
