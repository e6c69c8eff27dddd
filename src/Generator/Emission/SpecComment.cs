using KernelGen.Templates.Specs;

namespace KernelGen.Generator.Emission;

/// <summary>A spec in plain words, as XML documentation.</summary>
internal static class SpecComment
{
    /// <summary>The lines of a remarks element.</summary>
    public static IEnumerable<string> Remarks(AttentionSpec spec)
        => SpecDescription.Describe(spec).Select(line => $"<para>{Literals.Xml(line)}</para>").Prepend("<remarks>").Append("</remarks>");
}
