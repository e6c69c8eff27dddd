using System.Text.RegularExpressions;

namespace KernelGen.Generator.Tests;

/// <summary>
/// Snapshots: one file per name in Approved/, LF, without the generator's version. A difference leaves NAME.received.txt there; reading it
/// and renaming it to NAME.approved.txt approves it.
/// </summary>
internal static partial class ApprovedText
{
    public static void ShouldBeApproved(this string text, string name)
        => Version().Replace(text, "$1VERSION$2").ShouldMatchApproved(options => options
            .NoDiff()
            .SubFolder("Approved")
            .WithFilenameGenerator((_, _, kind, extension) => $"{name}.{kind}.{extension}"));

    [GeneratedRegex("""(GeneratedCode\("KernelGen", ")[0-9.]+("\))""")]
    private static partial Regex Version();
}
