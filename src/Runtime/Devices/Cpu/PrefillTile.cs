using KernelGen.Planning;

namespace KernelGen.Devices.Cpu;

/// <summary>What a kernel needs for one query tile of one head.</summary>
public unsafe struct PrefillTile
{
    /// <summary>The first query row, in the spec's precision.</summary>
    public void* Query;

    /// <summary>Elements from one query row to the next.</summary>
    public long QueryRowStride;

    /// <summary>The first row's factors of a low-rank bias, row after row; null without one.</summary>
    public float* QueryFactors;

    /// <summary>Query rows of this tile, 1 to the tile's size.</summary>
    public int Rows;

    /// <summary>The absolute position of the first row.</summary>
    public int Position;

    /// <summary>The key head's packed keys: per key tile, per panel, per element of the head, the panel's keys side by side.</summary>
    public float* Keys;

    /// <summary>The key head's packed values: per key tile, per column panel, per key, the panel's columns side by side.</summary>
    public float* Values;

    /// <summary>Per key tile, 1 when V holds a NaN or an infinity there, which must not reach rows that mask its key.</summary>
    public byte* NonFinite;

    /// <summary>The runs of key tiles to visit.</summary>
    public TileRun* Runs;

    /// <summary>How many runs.</summary>
    public int RunCount;

    /// <summary>The first output row, in the precision of the spec's output.</summary>
    public void* Output;

    /// <summary>Elements from one output row to the next.</summary>
    public long OutputRowStride;

    /// <summary>The log-sum-exp of the first row, or null when it is not wanted.</summary>
    public float* Lse;

    /// <summary>Floats from one row's log-sum-exp to the next.</summary>
    public long LseStride;

    /// <summary>This thread's scratch, <see cref="CpuTile.ScratchFloats"/> floats on a cache line.</summary>
    public float* Scratch;

    /// <summary>What mask and score may read.</summary>
    public MaskScope Scope;
}
