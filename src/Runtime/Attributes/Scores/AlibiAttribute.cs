namespace KernelGen;

/// <summary>
/// A score function: <c>score - slope * |q - k|</c>. The slopes follow from the number of query heads n: with p the largest power of two
/// up to n, <c>slope = 2^(-8 (head + 1) / p)</c> for the first p heads and <c>2^(-4 (2 (head - p) + 1) / p)</c> for those after (ALiBi,
/// arXiv 2108.12409, and its code for numbers of heads that are no power of two). At most 65,535 heads.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AlibiAttribute : Attribute;
