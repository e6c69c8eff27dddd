using KernelGen.Templates.Specs;

namespace KernelGen.Templates.Ilgpu;

/// <summary>How the threads of a group load rows of Q and K together: some dimensions of some rows at once.</summary>
internal sealed class IlgpuLoads
{
    /// <summary>Bytes of the widest load of a thread.</summary>
    public const int WideBytes = 16;

    private const int ElementsAtOnce = 16;

    private IlgpuLoads(string prefix, int elements, int dims, int threads, int atOnce)
    {
        (Prefix, Elements, Dims, AtOnce) = (prefix, elements, dims, atOnce);
        Rows = threads * elements / dims;
    }

    /// <summary>What the names of this thread's place begin with.</summary>
    public string Prefix { get; }

    /// <summary>Elements that a thread loads at once.</summary>
    public int Elements { get; }

    /// <summary>Dimensions of a row that lie side by side in one load of all threads.</summary>
    public int Dims { get; }

    /// <summary>Rows in one load of all threads.</summary>
    public int Rows { get; }

    /// <summary>Loads of a thread that are under way at once: enough to hide some latency, few enough for the registers.</summary>
    public int AtOnce { get; }

    /// <summary>The base-2 logarithm of <see cref="Elements"/>.</summary>
    public int Shift => Elements switch { 1 => 0, 4 => 2, 16 => 4, _ => 3 };

    /// <summary>One element at a time, which any stride and offset allows; eight floats are the 32 bytes in which a GPU's memory answers.</summary>
    public static IlgpuLoads Narrow(AttentionSpec spec, IlgpuConfig config)
        // Converting a float16 or a float8 takes registers.
        => new("load", 1, IlgpuLayout.LoadDims, config.Threads, spec.Precision is ElementType.Float16 or ElementType.Float8E4M3 ? 4 : 8);

    /// <summary>Sixteen bytes at a time; null where heads or chunks are no multiple of what all threads load.</summary>
    public static IlgpuLoads? Wide(AttentionSpec spec, IlgpuConfig config, IlgpuLayout layout)
    {
        var elements = WideBytes / spec.Precision.Bytes();
        if (spec.HeadDim % elements != 0 || spec.ValueHeadDim % elements != 0)
            return null;
        // Two neighbours load the 32 bytes in which memory answers; more than two where the rows are few.
        var neighbours = Math.Max(2, config.Threads / Math.Min(config.QueryTile, config.KeyTile));
        var loads = new IlgpuLoads("wide", elements, neighbours * elements, config.Threads, ElementsAtOnce / elements);
        var keys = config.Threads / layout.LoadColumns(config, elements);
        return layout.ChunkDims % loads.Dims == 0 && layout.ChunkKeys % keys == 0 ? loads : null;
    }
}
