namespace KernelGen;

/// <summary>
/// Pins the tile instead of letting the tuner choose: the emitted kernels have just this tile, one per vector width. A family for GPUs that cannot
/// have it has as much of it as it can, the query rows before the keys, and for the rest sizes of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TileAttribute : Attribute
{
    /// <summary>Query rows of a tile; 0 leaves them to the tuner.</summary>
    public int Query { get; set; }

    /// <summary>Key columns of a tile; 0 leaves them to the tuner.</summary>
    public int Key { get; set; }
}
