using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>Which methods a spec gets, in the order in which they are emitted.</summary>
internal static class SurfaceMembers
{
    private const string Report = "global::KernelGen.Selection.SelectionReport";
    private const string TensorsDoNotFit = "A rank, length or stride does not fit; nothing has been written.";
    private const string SpansDoNotFit = "A span's length does not fit the shape; nothing has been written.";

    private static SurfaceParameter Offset { get; } = new(
        "int?", "queryOffset", "The position of query row 0; null means what the spec's alignment says.", "null");

    private static SurfaceParameter Shape { get; } = new("global::KernelGen.AttentionShape", "shape", "The sizes.");

    internal static SurfaceParameter Options { get; } = new(
        "global::KernelGen.AttentionOptions?", "options", "How to run the call; null means the defaults.", "null");

    /// <summary>The methods for the element types of inputs and output.</summary>
    public static IEnumerable<SurfaceMember> Of(string element, string output, HeadSizes head, bool writesLse, DataList data)
    {
        SurfaceParameter[] own = [.. SurfaceData.Parameters(data)];
        var tensors = Tensors(element, output, head);
        var spans = Spans(element, output, head);
        yield return Forward("rank-4 tensors of any strides whose last stride is 1", [.. tensors, .. own, Offset], TensorsDoNotFit);
        if (writesLse)
            yield return Forward(
                "rank-4 tensors, and writes the log-sum-exp", [.. tensors, TensorLse("float"), .. own, Offset], TensorsDoNotFit);
        yield return Forward("contiguous (B, H, N, D) memory", [.. spans, .. own, Shape], SpansDoNotFit);
        if (writesLse)
            yield return Forward(
                "contiguous (B, H, N, D) memory, and writes the log-sum-exp", [.. spans, SpanLse("float"), .. own, Shape], SpansDoNotFit);
        var exact = Tensors(element, "double", head);
        yield return Reference("tensors", [.. exact, .. own, Offset], TensorsDoNotFit);
        yield return Reference("tensors, with the log-sum-exp", [.. exact, TensorLse("double"), .. own, Offset], TensorsDoNotFit);
        yield return Reference("contiguous memory", [.. Spans(element, "double", head), .. own, Shape, OptionalSpanLse], SpansDoNotFit);
        yield return new SurfaceMember(
            "Explain", Report, "Which variant would run for a shape, and why.",
            [Shape, Options with { Comment = "The options of the call; only a pinned variant matters." }],
            "The shape is impossible, or the pinned variant does not exist.",
            "The variant, the layer of the lookup that chose it, and the reason.")
        {
            TakesData = false,
        };
    }

    private static SurfaceParameter OptionalSpanLse { get; } = SpanLse("double") with
    {
        Comment = "Receives the log-sum-exp of every query row, B x Hq x Nq elements, natural logarithm; empty when not wanted.",
        Default = "default",
    };

    private static SurfaceMember Forward(string over, SurfaceParameter[] parameters, string throws)
        => new("Forward", "void", $"Computes attention over {over}.", [.. parameters, Options], throws);

    private static SurfaceMember Reference(string over, SurfaceParameter[] parameters, string throws)
        => new("Reference", "void", $"The float64 oracle over {over}: slow, and the judge of every kernel.", parameters, throws);

    private static SurfaceParameter[] Tensors(string element, string output, HeadSizes head)
    {
        var input = $"in global::System.Numerics.Tensors.ReadOnlyTensorSpan<{element}>";
        return
        [
            new(input, "q", $"Queries, (B, Hq, Nq, {head.Key})."),
            new(input, "k", $"Keys, (B, Hkv, Nk, {head.Key}); Hq is a multiple of Hkv."),
            new(input, "v", $"Values, (B, Hkv, Nk, {head.Value})."),
            new($"in global::System.Numerics.Tensors.TensorSpan<{output}>", "o", $"Receives the output, (B, Hq, Nq, {head.Value})."),
        ];
    }

    private static SurfaceParameter[] Spans(string element, string output, HeadSizes head)
    {
        var input = $"global::System.ReadOnlySpan<{element}>";
        return
        [
            new(input, "q", $"Queries, B x Hq x Nq x {head.Key} elements."),
            new(input, "k", $"Keys, B x Hkv x Nk x {head.Key} elements; Hq is a multiple of Hkv."),
            new(input, "v", $"Values, B x Hkv x Nk x {head.Value} elements."),
            new($"global::System.Span<{output}>", "o", $"Receives the output, B x Hq x Nq x {head.Value} elements."),
        ];
    }

    private static SurfaceParameter TensorLse(string element) => new(
        $"in global::System.Numerics.Tensors.TensorSpan<{element}>", "lse",
        "Receives the log-sum-exp of every query row, (B, Hq, Nq), natural logarithm.");

    private static SurfaceParameter SpanLse(string element) => new(
        $"global::System.Span<{element}>", "lse", "Receives the log-sum-exp of every query row, B x Hq x Nq elements, natural logarithm.");
}
