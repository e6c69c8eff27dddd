namespace KernelGen.Kernels.Reference;

/// <summary>What one implementation computed for a case.</summary>
/// <param name="Output">O in (B, Hq, Nq, Dv) order.</param>
/// <param name="Lse">The log-sum-exp in (B, Hq, Nq) order; null when it was not asked for.</param>
/// <param name="LargestLogit">The largest magnitude of an allowed logit, before a soft cap; 0 where nobody asks for it.</param>
public sealed record Results(double[] Output, double[]? Lse, double LargestLogit = 0);
