using System.Text.Json.Serialization;

namespace KernelGen.CudaBenchmarks;

/// <summary>What the other side asks, one JSON object to a line.</summary>
/// <param name="Do"><c>prepare</c>, <c>variants</c>, <c>measure</c> or <c>rows</c>.</param>
/// <param name="Case">Of <c>prepare</c>: the case.</param>
/// <param name="Variant">Of <c>measure</c> and <c>rows</c>: the variant; null for the one that the runtime selects.</param>
/// <param name="Rounds">Of <c>measure</c>: how many samples.</param>
/// <param name="Batch">Of <c>rows</c>: the sequence.</param>
/// <param name="Head">Of <c>rows</c>: the query head.</param>
/// <param name="Rows">Of <c>rows</c>: the query rows.</param>
internal sealed record Request(string Do, string? Case, string? Variant, int Rounds, int Batch, int Head, int[]? Rows);

/// <summary>What this program answers; what was not asked for is left out.</summary>
internal sealed record Answer
{
    /// <summary>Why there is no answer.</summary>
    public string? Error { get; init; }

    /// <summary>The device, once at the start.</summary>
    public string? Device { get; init; }

    /// <summary>The variant that the runtime selects for the prepared case.</summary>
    public string? Variant { get; init; }

    /// <summary>Milliseconds of the first call with this spec: loading the module, its compilation by the driver and the plan among them.</summary>
    public double? FirstCall { get; init; }

    /// <summary>Milliseconds of the call after it: module and plan are there.</summary>
    public double? SecondCall { get; init; }

    /// <summary>The variants.</summary>
    public IReadOnlyList<string>? Variants { get; init; }

    /// <summary>Samples.</summary>
    public double[]? Milliseconds { get; init; }

    /// <summary>Rows of O.</summary>
    public float[][]? Values { get; init; }
}

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Request))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(CudaCase[]))]
internal sealed partial class Messages : JsonSerializerContext;
