using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Templates.Cuda;

/// <summary>
/// Writes the C# around the kernels of a spec: the table of variants, which the runtime selects from and launches by, and each module as a
/// literal that can be read. Generator and tuner write the same text.
/// </summary>
public static class CudaLauncher
{
    // Of a literal that holds a module.
    private const string Quotes = "\"\"\"";

    private const string DecodeName = "DecodeAndMerge";

    /// <summary>The namespaces that the emitted members use.</summary>
    public static IReadOnlyList<string> Usings { get; } = ["System", "KernelGen", "KernelGen.Devices.Cuda", "KernelGen.Selection"];

    /// <summary>Writes the members into an open static class.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="compiled">C# that gives the compiled spec.</param>
    /// <param name="variants">The ids of the kernels to emit, the preferred ones first; none for a spec that has none.</param>
    /// <param name="choices">Tuned choices to embed.</param>
    public static void Emit(
        SourceWriter writer, AttentionSpec spec, string compiled, IReadOnlyList<string> variants, IReadOnlyList<TunedChoiceText> choices)
    {
        var kernels = variants.Select(id => Kernel(writer, spec, id)).ToList();
        var decode = variants.Count > 0 ? CudaKernelSources.Decode(spec) : null;
        writer.Line("/// <summary>The kernels, and what launches them.</summary>");
        using (writer.Block($"public static CudaKernels Kernels {{ get; }} = new({compiled})", "};"))
        {
            if (CudaKernelSources.WhyNotSpec(spec) is { } reason)
                writer.Line($"WhyNone = {CompiledSpecTemplate.Quote(reason)},");
            EmitVariants(writer, kernels);
            if (decode is not null)
                EmitDecode(writer, decode);
            EmitChoices(writer, choices);
        }
        foreach (var kernel in kernels)
            EmitText(writer, TextName(kernel), kernel.Ptx);
        if (decode is not null)
            EmitText(writer, DecodeName, decode.Kernel.Ptx);
    }

    // The text of a module takes some ten milliseconds, in which nothing is written.
    private static CudaKernelSource Kernel(SourceWriter writer, AttentionSpec spec, string id)
    {
        writer.Cancellation.ThrowIfCancellationRequested();
        return CudaKernelSources.Of(spec, id);
    }

    private static void EmitVariants(SourceWriter writer, IReadOnlyList<CudaKernelSource> kernels)
    {
        if (kernels.Count == 0)
            return;
        writer.Line("Variants =\n[");
        using (writer.Indent("],"))
        {
            foreach (var kernel in kernels)
            {
                using (writer.Block(New(kernel), "},"))
                    EmitProperties(writer, kernel, TextName(kernel));
            }
        }
    }

    private static void EmitDecode(SourceWriter writer, CudaDecodeSource decode)
    {
        using (writer.Block("Decode = new CudaDecodeKernels", "},"))
        {
            using (writer.Block($"Variant = {New(decode.Kernel)}", "},"))
                EmitProperties(writer, decode.Kernel, DecodeName);
            writer.Line(FormattableString.Invariant($"PartFloats = {decode.PartFloats},"));
            writer.Line($"MergeEntry = \"{decode.MergeEntry}\",");
            writer.Line(FormattableString.Invariant($"MergeThreads = {decode.MergeThreads},"));
            writer.Line($"MergeParameters = \"{string.Join(" ", decode.MergeParameters)}\",");
        }
    }

    private static string New(CudaKernelSource kernel) => FormattableString.Invariant(
        $"new CudaVariant(\"{kernel.Id}\", {kernel.EmitterVersion}, queryTile: {kernel.QueryTile}, keyTile: {kernel.KeyTile}, threads: {kernel.Threads}, sharedBytes: {kernel.SharedBytes}, registers: {kernel.Registers})");

    private static void EmitProperties(SourceWriter writer, CudaKernelSource kernel, string text)
    {
        writer.Line($"Text = {text},");
        writer.Line($"Entry = \"{kernel.Entry}\",");
        if (kernel.IsPersistent)
            writer.Line("IsPersistent = true,");
        if (kernel.EntryRegisters > 0)
            writer.Line(FormattableString.Invariant($"EntryRegisters = {kernel.EntryRegisters},"));
        writer.Line($"Parameters = \"{string.Join(" ", kernel.Parameters)}\",");
    }

    private static void EmitChoices(SourceWriter writer, IReadOnlyList<TunedChoiceText> choices)
    {
        if (choices.Count == 0)
            return;
        writer.Line("// What was measured, from tuning-db/ when this was built.\nChoices =\n[");
        using (writer.Indent("],"))
        {
            foreach (var choice in choices)
                writer.Line($"new TunedChoice({CompiledSpecTemplate.Quote(choice.DeviceKey)}, {CompiledSpecTemplate.Quote(choice.Bucket)}, {CompiledSpecTemplate.Quote(choice.VariantId)}),");
        }
    }

    // UTF-8, as drivers take it: the text lies in the assembly as it stands here, and nothing is converted.
    private static void EmitText(SourceWriter writer, string name, string ptx)
    {
        writer.Line($"\nprivate static ReadOnlySpan<byte> {name}() => {Quotes}");
        using (writer.Indent())
            writer.Line($"{ptx}{Quotes}u8;");
    }

    // cuda.mma/q128-k64-w8-s2 becomes CudaMmaQ128K64W8S2.
    private static string TextName(CudaKernelSource kernel)
        => string.Concat(kernel.Id.Split('.', '/', '-').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));
}
