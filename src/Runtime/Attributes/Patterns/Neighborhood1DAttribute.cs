namespace KernelGen;

/// <summary>
/// A reach: the <paramref name="window"/> keys nearest to the query among those with its remainder by <paramref name="dilation"/>; near the
/// ends the window shifts inwards and keeps its size. With <c>p = q / dilation</c> and n such keys: <c>q % dilation == k % dilation</c> and
/// <c>first &lt;= k / dilation &lt; first + window</c>, where first is <c>max(0, min(l - window / 2, n - window))</c>; when causal <c>l -
/// window + 1 &lt;= k / dilation &lt;= p</c>. The leader l is p, or with a stride <c>min(p / stride * stride + stride / 2, n - 1)</c>, with
/// <c>stride - 1</c> for <c>stride / 2</c> when causal (Neighborhood Attention (NATTEN), arXiv 2204.07143; dilated: arXiv 2209.15001;
/// strided: Generalized Neighborhood Attention, arXiv 2504.16922).
/// </summary>
/// <param name="window">How many keys a query sees, at least 1.</param>
/// <param name="dilation">The distance between two neighbours, at least 1.</param>
/// <param name="causal">Whether the window ends at the query instead of lying around it.</param>
/// <param name="stride">How many neighbouring queries share a window, from 1 to window.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class Neighborhood1DAttribute(int window, int dilation = 1, bool causal = false, int stride = 1) : Attribute
{
    /// <summary>How many keys a query sees, at least 1.</summary>
    public int Window { get; } = window;

    /// <summary>The distance between two neighbours, at least 1.</summary>
    public int Dilation { get; } = dilation;

    /// <summary>Whether the window ends at the query instead of lying around it.</summary>
    public bool Causal { get; } = causal;

    /// <summary>How many neighbouring queries share a window, from 1 to window.</summary>
    public int Stride { get; } = stride;
}
