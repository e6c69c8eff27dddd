using System.Globalization;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Specs;

/// <summary>What a spec says, in English.</summary>
public static class SpecDescription
{
    /// <summary>One sentence per line, with the constants derived. Plain text: escape it before it goes into XML.</summary>
    public static IReadOnlyList<string> Describe(AttentionSpec spec)
    {
        var lines = new List<string> { Sizes(spec), Logit(spec) };
        if (spec.AllowTensorFloat32)
            lines.Add("Kernels for tensor cores may round queries, keys, values and weights to tf32, which has 10 bits of fraction; others compute in float32.");
        if (spec.LowRankBias is { } bias)
            lines.Add(FormattableString.Invariant($"Low-rank bias: the logit has queryFactors . keyFactors added, rows of {bias.Rank}; {Owners(bias)}."));
        if (spec.Softcap > 0)
            lines.Add(Softcap(RoundTrip.Text(spec.Softcap)));
        if (spec.Score is { } score)
            lines.Add($"Score function: logit = {ScalarCSharp.Print(ExprSimplifier.Simplify(score))}, where score is the logit so far.");
        lines.Add(Mask(ExprSimplifier.Simplify(spec.Mask)));
        if (spec.SinkLogit is { } sink)
            lines.Add($"Sink: the softmax has one more key, with the logit {ScalarCSharp.Print(ExprSimplifier.Simplify(sink))} and no value.");
        if (spec.Data.Count > 0)
            lines.Add($"Every call gives the data: {spec.Data}.");
        lines.Add(spec.Alignment == Alignment.BottomRight
            ? "Query i stands at position q = keyLength - queryLength + i, unless the call gives an offset."
            : "Query i stands at position q = i, unless the call gives an offset.");
        if (spec.WritesLse)
            lines.Add("The log-sum-exp of every row (natural logarithm) can be written too.");
        if (spec.PinnedQueryTile > 0 || spec.PinnedKeyTile > 0)
            lines.Add($"Pinned tile: {Pinned(spec.PinnedQueryTile)} query rows, {Pinned(spec.PinnedKeyTile)} key columns.");
        return lines;
    }

    private static string Sizes(AttentionSpec spec)
        => (spec.HeadDim == spec.ValueHeadDim
            ? FormattableString.Invariant($"Heads of {spec.HeadDim} elements")
            : FormattableString.Invariant($"Heads of {spec.HeadDim} elements in Q and K, {spec.ValueHeadDim} in V and O"))
            + (spec.Precision == ElementType.Float32 ? ", float32." : $", stored as {Stored(spec)}, computed in float32.");

    private static string Stored(AttentionSpec spec)
        => Name(spec.Precision) + (spec.OutputPrecision == spec.Precision ? "" : $" (the output as {Name(spec.OutputPrecision)})");

    private static string Name(ElementType type) => type.ToString().ToLowerInvariant();

    private static string Owners(LowRankBias bias) => (bias.PerHead, bias.PerSequence) switch
    {
        (true, true) => "every head of every sequence has its own",
        (true, false) => "every head has its own",
        (false, true) => "every sequence has its own",
        _ => "all heads and sequences share them",
    };

    private static string Logit(AttentionSpec spec)
    {
        var scale = RoundTrip.Text(spec.Scale);
        var folded = RoundTrip.Text((float)LogitScale.InBaseTwo(spec));
        if (spec.Score is not null)
            return $"logit = {scale} * (q . k); what the score function makes of it is multiplied by log2(e) = 1.442695, for powers of two.";
        return $"logit = {scale} * (q . k); for powers of two the scale becomes {scale} * log2(e) = {folded}.";
    }

    private static string Softcap(string cap) => $"Soft cap {cap}: logit = {cap} * tanh(logit / {cap}).";

    private static string Mask(Expr mask) => mask switch
    {
        BoolLiteral { Value: true } => "Every query sees every key.",
        BoolLiteral => "No query sees any key.",
        _ => $"The query at position q sees key k when {ScalarCSharp.Print(mask)}.",
    };

    private static string Pinned(int size) => size == 0 ? "free" : size.ToString(CultureInfo.InvariantCulture);
}
