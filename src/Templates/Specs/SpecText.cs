using System.Globalization;
using KernelGen.Templates.Expressions;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Specs;

/// <summary>
/// The canonical text of a spec: a versioned first line, then one <c>name value</c> line per field in a fixed order, LF, invariant. A spec
/// without data, score, sink, low-rank bias or leave to use tf32 has no line for them. It is embedded in assemblies and hashed; equal specs give equal text, and every field changes it.
/// </summary>
public static class SpecText
{
    private const string FirstLine = "kernelgen-spec 1";

    private static readonly string[] s_fields =
        ["headDim", "valueHeadDim", "precision", "allowTensorFloat32", "scale", "softcap", "alignment", "writesLse", "data", "mask", "score", "sinkLogit", "lowRankBias", "queryTile", "keyTile"];

    private static readonly string[] s_optional = ["allowTensorFloat32", "data", "score", "sinkLogit", "lowRankBias"];

    /// <summary>Writes <paramref name="spec"/>, its mask simplified.</summary>
    public static string Write(AttentionSpec spec)
        => string.Join("\n", s_fields.Where(field => IsPresent(spec, field)).Select(field => $"{field} {Value(spec, field)}").Prepend(FirstLine)) + "\n";

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is not a spec of this version; the message names the line and what was expected.</exception>
    public static AttentionSpec Parse(string text)
    {
        var fields = SpecFields.Read(text, FirstLine, s_fields, s_optional);
        var data = fields.Data("data");
        return new AttentionSpec
        {
            HeadDim = fields.Int("headDim", 1, 512),
            ValueHeadDim = fields.Int("valueHeadDim", 1, 512),
            Precision = fields.Enum<ElementType>("precision"),
            AllowTensorFloat32 = fields.AllowTensorFloat32("allowTensorFloat32", "precision"),
            Scale = fields.Double("scale"),
            Softcap = fields.Double("softcap"),
            Alignment = fields.Enum<Alignment>("alignment"),
            WritesLse = fields.Bool("writesLse"),
            Data = data,
            Mask = fields.Mask("mask", data),
            Score = fields.Score("score", data),
            SinkLogit = fields.SinkLogit("sinkLogit", data),
            LowRankBias = fields.LowRankBias("lowRankBias", data),
            PinnedQueryTile = fields.Int("queryTile", 0, int.MaxValue),
            PinnedKeyTile = fields.Int("keyTile", 0, int.MaxValue),
        };
    }

    private static bool IsPresent(AttentionSpec spec, string field) => field switch
    {
        "allowTensorFloat32" => spec.AllowTensorFloat32,
        "data" => spec.Data.Count > 0,
        "score" => spec.Score is not null,
        "sinkLogit" => spec.SinkLogit is not null,
        "lowRankBias" => spec.LowRankBias is not null,
        _ => true,
    };

    private static string Value(AttentionSpec spec, string field) => field switch
    {
        "headDim" => Text(spec.HeadDim),
        "valueHeadDim" => Text(spec.ValueHeadDim),
        "precision" => spec.Precision.ToString(),
        "allowTensorFloat32" => "true",
        "scale" => RoundTrip.Text(spec.Scale),
        "softcap" => RoundTrip.Text(spec.Softcap),
        "alignment" => spec.Alignment.ToString(),
        "writesLse" => spec.WritesLse ? "true" : "false",
        "data" => spec.Data.ToString(),
        "score" => ExprText.Write(ExprSimplifier.Simplify(spec.Score!)),
        "sinkLogit" => ExprText.Write(ExprSimplifier.Simplify(spec.SinkLogit!)),
        "lowRankBias" => spec.LowRankBias!.ToString(),
        "mask" => ExprText.Write(ExprSimplifier.Simplify(spec.Mask)),
        "queryTile" => Text(spec.PinnedQueryTile),
        "keyTile" => Text(spec.PinnedKeyTile),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Not a field of a spec."),
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
