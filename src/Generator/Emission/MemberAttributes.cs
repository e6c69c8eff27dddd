using KernelGen.Generator.Model;
using KernelGen.Templates;

namespace KernelGen.Generator.Emission;

/// <summary>
/// What stands on every emitted member: on the members and not on the class, because the class is the user's; and on the assembly.
/// </summary>
internal static class MemberAttributes
{
    /// <summary>One line of attributes.</summary>
    public static string Line { get; } =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"KernelGen\", \"{Version}\"), "
        + "global::System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]";

    /// <summary>What tells the tool which variants of a spec an assembly has, and which choices among them: a line for each.</summary>
    public static string[] OfAssembly(SpecType type, IEnumerable<string> variants, IEnumerable<TunedChoiceText> choices)
        => [.. variants.Select(id => Variant(type, id)), .. choices.Select(choice => Choice(type, choice))];

    private static string Variant(SpecType type, string id)
        => $"[assembly: global::KernelGen.AttentionVariant({Literals.Text(type.FullName)}, {Literals.Text(id)})]";

    private static string Choice(SpecType type, TunedChoiceText choice)
        => $"[assembly: global::KernelGen.AttentionChoice({Literals.Text(type.FullName)}, {Literals.Text(choice.DeviceKey)}, {Literals.Text(choice.Bucket)}, {Literals.Text(choice.VariantId)})]";

    private static string Version => typeof(MemberAttributes).Assembly.GetName().Version.ToString();
}
