namespace KernelGen.Templates.Specs;

/// <summary>A neighbourhood along one axis.</summary>
/// <param name="Window">How many keys it holds.</param>
/// <param name="Dilation">The distance between two of them.</param>
/// <param name="IsCausal">Whether it ends at the query instead of lying around it.</param>
/// <param name="Stride">How many neighbouring queries share a window.</param>
public sealed record GridAxis(int Window, int Dilation, bool IsCausal, int Stride = 1);
