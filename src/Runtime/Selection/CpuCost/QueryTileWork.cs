namespace KernelGen.Selection.CpuCost;

/// <summary>What a plan makes of a query tile, or of several that are taken to be alike.</summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Full">Key tiles without a mask.</param>
/// <param name="Partial">Key tiles that are masked per element.</param>
/// <param name="Count">How many query tiles it stands for.</param>
internal readonly record struct QueryTileWork(int Rows, int Full, int Partial, double Count);
