namespace KernelGen;

/// <summary>
/// A reach: the query itself and the keys at a distance of 1, 2, 4, 8 and so on before it: <c>k &lt;= q</c> and <c>((q - k) &amp; (q - k -
/// 1)) == 0</c> (PowerAttention, arXiv 2503.03588).
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PowersOfTwoAttribute : Attribute;
