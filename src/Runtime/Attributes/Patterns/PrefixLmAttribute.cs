namespace KernelGen;

/// <summary>
/// A constraint: causal, but the first <paramref name="prefix"/> keys are seen by every query: <c>k &lt;= q || k &lt; prefix</c>. It takes
/// the place of <see cref="CausalAttribute"/> (T5, causal with prefix; arXiv 1910.10683).
/// </summary>
/// <param name="prefix">How many tokens at the start are seen in both directions, at least 1.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PrefixLmAttribute(int prefix) : Attribute
{
    /// <summary>How many tokens at the start are seen in both directions, at least 1.</summary>
    public int Prefix { get; } = prefix;
}
