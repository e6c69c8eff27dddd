using KernelGen.Generator.Model;

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

    /// <summary>What tells the tuner that an assembly has a variant.</summary>
    public static string Variant(SpecType type, string id)
        => $"[assembly: global::KernelGen.AttentionVariant({Literals.Text(type.FullName)}, {Literals.Text(id)})]";

    private static string Version => typeof(MemberAttributes).Assembly.GetName().Version.ToString();
}
