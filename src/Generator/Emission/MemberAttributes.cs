namespace KernelGen.Generator.Emission;

/// <summary>What stands on every emitted member: on the members and not on the class, because the class is the user's.</summary>
internal static class MemberAttributes
{
    /// <summary>One line of attributes.</summary>
    public static string Line { get; } =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"KernelGen\", \"{Version}\"), "
        + "global::System.Diagnostics.CodeAnalysis.ExcludeFromCodeCoverage]";

    private static string Version => typeof(MemberAttributes).Assembly.GetName().Version.ToString();
}
