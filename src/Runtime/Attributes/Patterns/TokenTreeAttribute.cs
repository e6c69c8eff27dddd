namespace KernelGen;

/// <summary>
/// A constraint for speculative decoding: a tree of draft tokens follows <c>committed</c> keys, and a token sees these, itself and the
/// tokens above it. <c>k &lt; committed ? k &lt;= q : q &gt;= committed &amp;&amp; enter[b] &lt;= enter[a] &amp;&amp; enter[a] &lt; leave[b]</c>
/// with <c>a = max(q - committed, 0)</c>, <c>b = max(k - committed, 0)</c>. <c>int committed</c>, <c>ReadOnlySpan&lt;int&gt; enter</c> and
/// <c>ReadOnlySpan&lt;int&gt; leave</c> become parameters of Forward and Reference; <see cref="TokenTree.Number(ReadOnlySpan{int})"/> makes
/// both arrays from the parents (SpecInfer, tree attention, arXiv 2305.09781; Medusa, arXiv 2401.10774).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TokenTreeAttribute : Attribute;
