using KernelGen.Tuner.Measurement;

namespace KernelGen.Tuner.Search;

/// <summary>How to tune.</summary>
internal sealed record TuneOptions
{
    /// <summary>The shapes, the most telling first.</summary>
    public required IReadOnlyList<AttentionShape> Shapes { get; init; }

    /// <summary>Time for each spec. Compiling, checking and measuring all count.</summary>
    public required TimeSpan Budget { get; init; }

    /// <summary>Threads of every run; 0 means one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>What the caches hold when a run starts.</summary>
    public CacheState Cache { get; init; }

    /// <summary>Measures again what has been measured.</summary>
    public bool Again { get; init; }

    /// <summary>A remark for every row.</summary>
    public string Comment { get; init; } = "";
}
