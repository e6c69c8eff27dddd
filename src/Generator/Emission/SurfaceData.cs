using KernelGen.Templates.Expressions;
using KernelGen.Templates.Specs;
using KernelGen.Templates.Text;

namespace KernelGen.Generator.Emission;

/// <summary>The data parameters of a spec as parameters of its members, and how they reach the runtime.</summary>
internal static class SurfaceData
{
    // Names that no parameter of a person's has.
    private const string Items = "__kernelgenItems";

    /// <summary>The parameters.</summary>
    public static IEnumerable<SurfaceParameter> Parameters(DataList data)
        => data.Select(parameter => new SurfaceParameter(Type(parameter), CSharpKeywords.Escape(parameter.Name), Comment(parameter)));

    private static string Type(ExprParameter parameter)
        => parameter.IsTensor ? $"in global::System.Numerics.Tensors.ReadOnlyTensorSpan<{parameter.Keyword}>"
            : parameter.IsArray ? $"global::System.ReadOnlySpan<{parameter.Keyword}>"
            : parameter.Keyword;

    private static string Comment(ExprParameter parameter)
        => parameter.IsTensor
            ? "Data that mask or score read by index, of rank 2 to 4 and any strides; leading dimensions may be missing, and one of length 1 is broadcast."
            : parameter.IsArray ? "Data that mask or score read by index; a changed content is seen by the next call."
            : "Data that mask or score read.";

    /// <summary>Writes the body of a member that passes the data on.</summary>
    public static void WriteBody(SourceWriter writer, SurfaceMember member, DataList data)
    {
        var own = new HashSet<string>(Parameters(data).Select(parameter => parameter.Name), StringComparer.Ordinal);
        var arguments = member.Parameters.Select(parameter => parameter.Name).Where(name => !own.Contains(name));
        writer.Line("{");
        using (writer.Indent("}"))
        {
            foreach (var array in data.Where(parameter => parameter.HasElements))
                writer.Line($"fixed ({array.Keyword}* __{array.Name} = {Pinned(array)})");
            writer.Line("{");
            using (writer.Indent("}"))
            {
                writer.Line($"var {Items} = stackalloc global::KernelGen.DataItem[]");
                writer.Line("{");
                using (writer.Indent("};"))
                {
                    foreach (var parameter in data)
                        writer.Line($"global::KernelGen.DataItem.Of({Value(parameter)}),");
                }
                var call = $"new global::KernelGen.CallData({Items}, {FormattableString.Invariant($"{data.Count}")})";
                writer.Line($"{member.Callee}{string.Join(", ", arguments)}, {call});");
            }
        }
    }

    /// <summary>The arguments that make the item of a parameter; a pinned array or tensor has the prefix and the parameter's name.</summary>
    public static string Value(ExprParameter parameter, string prefix = "__")
    {
        var name = CSharpKeywords.Escape(parameter.Name);
        return parameter.IsTensor ? $"{prefix}{parameter.Name}, {name}.Lengths, {name}.Strides"
            : parameter.IsArray ? $"{prefix}{parameter.Name}, {name}.Length"
            : name;
    }

    /// <summary>What a pointer to an array or tensor is fixed by.</summary>
    public static string Pinned(ExprParameter parameter)
        => parameter.IsTensor ? $"&{CSharpKeywords.Escape(parameter.Name)}.GetPinnableReference()" : CSharpKeywords.Escape(parameter.Name);
}
