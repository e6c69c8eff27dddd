namespace KernelGen.Templates.Specs;

/// <summary>A neighbourhood along one axis.</summary>
/// <param name="Window">How many keys it holds.</param>
/// <param name="Dilation">The distance between two of them.</param>
/// <param name="IsCausal">Whether it ends at the query instead of lying around it.</param>
public sealed record GridAxis(int Window, int Dilation, bool IsCausal);
