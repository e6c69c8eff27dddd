using KernelGen.Tuner.Targets;

namespace KernelGen.Tuner.Commands;

/// <summary>What <c>kernelgen run</c> was asked for.</summary>
internal sealed record RunSettings
{
    /// <summary>The assembly or project.</summary>
    public required string Source { get; init; }

    /// <summary>The spec's name.</summary>
    public required string Spec { get; init; }

    /// <summary>The file of Q.</summary>
    public required string Query { get; init; }

    /// <summary>The file of K.</summary>
    public required string Key { get; init; }

    /// <summary>The file of V.</summary>
    public required string Value { get; init; }

    /// <summary>The file for O.</summary>
    public required string Output { get; init; }

    /// <summary>The file for the log-sum-exp, or null.</summary>
    public string? Lse { get; init; }

    /// <summary>Data parameters as <c>name=value</c>.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Where to run.</summary>
    public required ToolTarget Target { get; init; }

    /// <summary>Which device, or null.</summary>
    public string? Device { get; init; }

    /// <summary>The position of query row 0, or null for the spec's alignment.</summary>
    public int? QueryOffset { get; init; }

    /// <summary>The pinned variant, or null.</summary>
    public string? Variant { get; init; }

    /// <summary>Threads; 0 means one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>Whether to compare with the oracle.</summary>
    public bool Reference { get; init; }

    /// <summary>The database, or null for the default one.</summary>
    public string? Database { get; init; }
}
