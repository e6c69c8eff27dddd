namespace KernelGen.Tuner.Commands;

/// <summary>What <c>kernelgen mask</c> was asked for.</summary>
internal sealed record MaskSettings
{
    /// <summary>The assembly or project.</summary>
    public required string Source { get; init; }

    /// <summary>The spec's name.</summary>
    public required string Spec { get; init; }

    /// <summary>Nq.</summary>
    public required int QueryLength { get; init; }

    /// <summary>Nk.</summary>
    public required int KeyLength { get; init; }

    /// <summary>The position of query row 0, or null for the spec's alignment.</summary>
    public int? QueryOffset { get; init; }

    /// <summary>Which query head.</summary>
    public int Head { get; init; }

    /// <summary>Query heads, or null for just enough.</summary>
    public int? Heads { get; init; }

    /// <summary>Key heads, or null for as many as query heads.</summary>
    public int? KeyHeads { get; init; }

    /// <summary>Which sequence.</summary>
    public int Batch { get; init; }

    /// <summary>The tile as <c>queries,keys</c>, or null for the preferred one.</summary>
    public string? Tile { get; init; }

    /// <summary>The file to write, or null for the terminal.</summary>
    public string? Output { get; init; }

    /// <summary>Whether the file shows the mask alone, without text.</summary>
    public bool Plain { get; init; }

    /// <summary>Data parameters as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];
}
