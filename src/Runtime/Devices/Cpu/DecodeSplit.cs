using KernelGen.Planning;

namespace KernelGen.Devices.Cpu;

/// <summary>What a kernel needs for a few query rows of the heads that share a key head, against one share of its key tiles.</summary>
public unsafe struct DecodeSplit
{
    /// <summary>Row 0 of the group's first head, in the spec's precision.</summary>
    public void* Query;

    /// <summary>Elements from one head of the group to the next.</summary>
    public long QueryHeadStride;

    /// <summary>Elements from one query row to the next.</summary>
    public long QueryRowStride;

    /// <summary>Row 0's factors of a low-rank bias, row after row; null without one.</summary>
    public float* QueryFactors;

    /// <summary>Floats from the factors of one head of the group to those of the next.</summary>
    public long QueryFactorHeadStride;

    /// <summary>Key 0's factors, key after key.</summary>
    public float* KeyFactors;

    /// <summary>Query rows per head, Nq: row i of the group is row i % Nq of its head i / Nq.</summary>
    public int RowsPerHead;

    /// <summary>The first row of the group to compute.</summary>
    public int FirstRow;

    /// <summary>How many rows to compute.</summary>
    public int Rows;

    /// <summary>The absolute position of a head's row 0.</summary>
    public int Position;

    /// <summary>Key 0 of the key head, in the spec's precision.</summary>
    public void* Keys;

    /// <summary>Elements from one key to the next.</summary>
    public long KeyRowStride;

    /// <summary>Value 0 of the key head, in the spec's precision.</summary>
    public void* Values;

    /// <summary>Elements from one value to the next.</summary>
    public long ValueRowStride;

    /// <summary>The runs of key tiles of this share.</summary>
    public TileRun* Runs;

    /// <summary>How many runs.</summary>
    public int RunCount;

    /// <summary>Whether it is the row's first share: the one that counts the sink, where the spec has one.</summary>
    public bool IsFirstShare;

    /// <summary>Receives, per row, the unnormalised output, Dv rounded up to whole vectors; rows rounded up to register tiles.</summary>
    public float* Output;

    /// <summary>Receives the rows' maxima (logits in base 2), rounded up to whole vectors.</summary>
    public float* Maxima;

    /// <summary>Receives the rows' sums of weights.</summary>
    public float* Sums;

    /// <summary>This thread's scratch, <see cref="CpuTile.DecodeScratchFloats"/> floats on a cache line.</summary>
    public float* Scratch;

    /// <summary>What mask and score may read; its head is the group's first.</summary>
    public MaskScope Scope;
}
