using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Model;

/// <summary>
/// The cache boundary: everything that is emitted for a spec follows from this record and from tuning-db/. Value-equal, and free of
/// Roslyn's types, so that an unrelated edit compares equal and holds no compilation alive.
/// </summary>
internal sealed record SpecModel
{
    /// <summary>The class that declares it.</summary>
    public required SpecType Type { get; init; }

    /// <summary>How tensors are stored; known even when the rest of the spec is wrong.</summary>
    public required ElementType Precision { get; init; }

    /// <summary>Whether the overloads with a log-sum-exp are emitted.</summary>
    public required bool WritesLse { get; init; }

    /// <summary>The data parameters; known as far as they are right even when the rest of the spec is wrong.</summary>
    public DataList Data { get; init; } = DataList.Empty;

    /// <summary>What the ONNX entry needs; null when the spec has none.</summary>
    public OnnxModel? Onnx { get; init; }

    /// <summary>The spec, or null when it has errors.</summary>
    public AttentionSpec? Spec { get; init; }

    /// <summary>The first error, for the exception that the emitted members throw when there is no spec.</summary>
    public string? Problem { get; init; }
}
