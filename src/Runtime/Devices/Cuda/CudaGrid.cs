namespace KernelGen.Devices.Cuda;

/// <summary>Blocks of a launch.</summary>
internal readonly record struct CudaGrid(int X, int Y = 1, int Z = 1)
{
    public override string ToString() => FormattableString.Invariant($"{X} x {Y} x {Z} blocks");
}
