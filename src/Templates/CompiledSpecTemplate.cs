using System.Globalization;
using KernelGen.Templates.Analysis;
using KernelGen.Templates.Cpu;
using KernelGen.Templates.Oracle;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates;

/// <summary>
/// Writes the members that make a class a compiled spec: its facts, tile classifier, oracle, kernels and tuned choices. Generator and
/// tuner write the same text, so what is tuned is what runs.
/// </summary>
public static class CompiledSpecTemplate
{
    /// <summary>The namespaces that the emitted members use.</summary>
    public static IReadOnlyList<string> Usings { get; } =
    [
        "System",
        "System.Numerics",
        "System.Runtime.CompilerServices",
        "System.Runtime.Intrinsics",
        "KernelGen",
        "KernelGen.Devices.Cpu",
        "KernelGen.Oracle",
        "KernelGen.Planning",
        "KernelGen.Selection",
    ];

    /// <summary>Writes the members into an open class.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="specName">The full name of the class that declares it.</param>
    /// <param name="configs">The configs to emit, the preferred ones first.</param>
    /// <param name="choices">Tuned choices to embed.</param>
    public static void Emit(
        SourceWriter writer, AttentionSpec spec, string specName, IReadOnlyList<CpuConfig> configs, IReadOnlyList<TunedChoiceText> choices)
    {
        EmitProperty(writer, spec, specName, configs, choices);
        writer.Line();
        ClassifierTemplate.Emit(writer, spec);
        writer.Line();
        if (spec.Data.Count > 0)
        {
            DataTemplate.Emit(writer, spec);
            writer.Line();
        }
        OracleTemplate.Emit(writer, spec);
        foreach (var config in configs.GroupBy(config => config.ClassName).Select(group => group.First()))
        {
            writer.Line();
            CpuKernelTemplate.Emit(writer, spec, config);
        }
        foreach (var bits in configs.Select(config => config.VectorBits).Distinct())
        {
            writer.Line();
            CpuSimd.Emit(writer, spec, bits);
        }
    }

    /// <summary>The C# type of a compiled spec: of one element type, or of two where the output has another.</summary>
    /// <param name="precision">How Q, K and V are stored.</param>
    /// <param name="elementName">Gives the name of an element's type.</param>
    public static string TypeName(ElementType precision, Func<ElementType, string> elementName)
    {
        var (input, output) = (elementName(precision), elementName(precision.Output()));
        return input == output ? $"CompiledSpec<{input}>" : $"CompiledSpec<{input}, {output}>";
    }

    private static void EmitProperty(
        SourceWriter writer, AttentionSpec spec, string specName, IReadOnlyList<CpuConfig> configs, IReadOnlyList<TunedChoiceText> choices)
    {
        writer.Line("/// <summary>The spec with everything that was generated from it: facts, tile classifier, oracle and kernels.</summary>");
        writer.Line($"public static {TypeName(spec.Precision, CpuNames.ElementName)} Compiled {{ get; }} = new(");
        using (writer.Indent())
        {
            using (writer.Block("new SpecFacts", "},"))
            {
                writer.Line($"Name = {Quote(specName)},");
                writer.Line($"CanonicalText = {Quote(SpecText.Write(spec))},");
                writer.Line($"Hash = {Quote(SpecHash.Of(spec))},");
                writer.Line($"HeadDim = {spec.HeadDim.ToString(CultureInfo.InvariantCulture)},");
                writer.Line($"ValueHeadDim = {spec.ValueHeadDim.ToString(CultureInfo.InvariantCulture)},");
                writer.Line($"Precision = Precision.{spec.Precision},");
                writer.Line($"Alignment = CausalAlignment.{spec.Alignment},");
                writer.Line($"WritesLse = {Literal(spec.WritesLse)},");
                if (spec.LowRankBias is { } bias)
                    writer.Line(FormattableString.Invariant($"LowRankBias = new LowRankFactors({bias.Rank}, {Literal(bias.PerHead)}, {Literal(bias.PerSequence)}, Parameter.queryFactors, Parameter.keyFactors),"));
                if (spec.PinnedQueryTile > 0)
                    writer.Line(FormattableString.Invariant($"PinnedQueryTile = {spec.PinnedQueryTile},"));
                if (spec.PinnedKeyTile > 0)
                    writer.Line(FormattableString.Invariant($"PinnedKeyTile = {spec.PinnedKeyTile},"));
            }
            writer.Line("new Classifier(),");
            writer.Line("new SpecOracle(),");
            EmitList(writer, configs.Select(config => $"new {config.ClassName}({Quote(config.Id)}, {config.QueryTile.ToString(CultureInfo.InvariantCulture)})"), "],");
            EmitList(writer, choices.Select(c => $"new TunedChoice({Quote(c.DeviceKey)}, {Quote(c.Bucket)}, {Quote(c.VariantId)})"), spec.Data.Count > 0 ? "]," : "]);");
            if (spec.Data.Count > 0)
                writer.Line($"new {DataTemplate.ClassName}());");
        }
    }

    private static void EmitList(SourceWriter writer, IEnumerable<string> items, string closing)
    {
        writer.Line("[");
        using (writer.Indent(closing))
        {
            foreach (var item in items)
                writer.Line(item + ",");
        }
    }

    private static string Literal(bool value) => value ? "true" : "false";

    /// <summary>A text as a literal.</summary>
    internal static string Quote(string text)
        => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + "\"";
}
