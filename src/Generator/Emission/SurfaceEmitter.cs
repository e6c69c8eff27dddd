using KernelGen.Generator.Model;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>
/// The members that users call: Forward, Reference, Explain. Each delegates in one line to <c>Compiled</c>, which another file has, so
/// that this one depends on the spec alone and not on tuning-db/.
/// </summary>
internal static class SurfaceEmitter
{
    /// <summary>The file.</summary>
    public static string Emit(SpecModel model)
    {
        var writer = model.Spec is { } spec ? SpecFile.Open(SpecTextAttribute(model.Type, spec)) : SpecFile.Open();
        var comment = model.Spec is null ? [] : SpecComment.Remarks(model.Spec);
        SpecFile.WriteClass(writer, model.Type, comment, inside => WriteMembers(inside, model));
        return writer.ToString();
    }

    private static string SpecTextAttribute(SpecType type, AttentionSpec spec)
        => $"[assembly: global::KernelGen.AttentionSpecText({Literals.Text(type.FullName)}, {Literals.Text(SpecText.Write(spec))})]";

    private static void WriteMembers(SourceWriter writer, SpecModel model)
    {
        var (element, output) = (ElementName(model.Precision), ElementName(model.Precision.Output()));
        var head = HeadSizes.Of(model.Spec);
        var isFirst = true;
        var members = SurfaceMembers.Of(element, output, head, model.WritesLse, model.Data);
        if (model.Onnx is { } onnx)
            members = members.Append(SurfaceOnnx.Run(element, onnx, model.Spec?.Softcap ?? 0));
        foreach (var member in members)
        {
            if (!isFirst)
                writer.Line();
            isFirst = false;
            WriteMember(writer, member, member.TakesData ? model.Data : DataList.Empty);
        }
    }

    private static void WriteMember(SourceWriter writer, SurfaceMember member, DataList data)
    {
        WriteSignature(writer, member, isUnsafe: data.Count > 0);
        if (data.Count > 0)
        {
            SurfaceData.WriteBody(writer, member, data);
            return;
        }
        using (writer.Indent())
            writer.Line($"=> {member.Callee}{string.Join(", ", member.Parameters.Select(parameter => parameter.Name))});");
    }

    /// <summary>Writes a member without its body: documentation, attributes, parameters.</summary>
    public static void WriteSignature(SourceWriter writer, SurfaceMember member, bool isUnsafe)
    {
        writer.Line($"/// <summary>{member.Summary}</summary>");
        foreach (var parameter in member.Parameters)
            writer.Line($"/// <param name=\"{parameter.Name.TrimStart('@')}\">{parameter.Comment}</param>");
        if (member.Returns is not null)
            writer.Line($"/// <returns>{member.Returns}</returns>");
        writer.Line($"/// <exception cref=\"global::System.ArgumentException\">{member.Throws}</exception>");
        writer.Line(MemberAttributes.Line);
        writer.Line($"public static {(isUnsafe ? "unsafe " : "")}{member.ReturnType} {member.Name}(");
        using (writer.Indent())
        {
            var last = member.Parameters.Count - 1;
            for (var i = 0; i <= last; i++)
                writer.Line($"{member.Parameters[i].Declaration}{(i < last ? "," : ")")}");
        }
    }

    /// <summary>The C# type of a tensor's elements.</summary>
    public static string ElementName(ElementType precision) => precision switch
    {
        ElementType.Float32 => "float",
        ElementType.Float16 => "global::System.Half",
        ElementType.BFloat16 => "global::KernelGen.BFloat16",
        ElementType.Float8E4M3 => "global::KernelGen.Float8E4M3",
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "Allowed are Float32, Float16, BFloat16 and Float8E4M3."),
    };
}
