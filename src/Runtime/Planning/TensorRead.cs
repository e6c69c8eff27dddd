namespace KernelGen.Planning;

/// <summary>A boolean tensor that a mask reads, and how coarse its truth table may be without saying less about tiles.</summary>
/// <param name="Parameter">The number of the data parameter.</param>
/// <param name="RowGrain">Rows of a cell.</param>
/// <param name="KeyGrain">Keys of a cell: 1 or 64.</param>
public readonly record struct TensorRead(int Parameter, int RowGrain, int KeyGrain);
