using KernelGen.Planning;

namespace KernelGen.Devices.Cpu;

/// <summary>What a kernel needs for one query tile.</summary>
public unsafe struct PrefillTile
{
    /// <summary>The first query row, in the spec's precision.</summary>
    public void* Query;

    /// <summary>Elements from one query row to the next.</summary>
    public long QueryRowStride;

    /// <summary>Query rows of this tile, 1 to the tile's size.</summary>
    public int Rows;

    /// <summary>The absolute position of the first row.</summary>
    public int Position;
}
