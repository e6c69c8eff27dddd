namespace KernelGen;

/// <summary>
/// A constraint written as C#: a <c>static bool</c> method of the spec's class that says whether a query sees a key. It becomes part of the
/// kernels and of the proof of which tiles are empty or full; it never runs as C#. Constraints are and-ed.
/// </summary>
/// <remarks>
/// Parameters by name: <c>q</c> (the query's position), <c>k</c> (the key's index), <c>row</c> (the query's row, counted from 0), <c>batch</c>,
/// <c>head</c>, <c>kvHead</c>, <c>queryOffset</c> (the position of row 0), <c>queryLength</c>, <c>keyLength</c>, all <see cref="int"/>. Any other
/// parameter is data: an <see cref="int"/>, a <see cref="float"/>, a <see cref="bool"/>, a <see cref="ReadOnlySpan{T}"/> or a
/// <see cref="System.Numerics.Tensors.ReadOnlyTensorSpan{T}"/> of truth values or floats, and becomes a parameter of Forward.
/// </remarks>
/// <example><code>
/// [Mask]
/// static bool SameDocument(int q, int k, ReadOnlySpan&lt;int&gt; document) => k &lt;= q &amp;&amp; document[q] == document[k];
/// </code></example>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class MaskAttribute : Attribute;
