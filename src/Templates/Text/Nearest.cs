using KernelGen.Selection;

namespace KernelGen.Templates.Text;

/// <summary>Finds what a misspelt word of a text was probably meant to be.</summary>
internal static class Nearest
{
    /// <summary>The nearest candidate, of which there is at least one.</summary>
    public static string To(string given, IEnumerable<string> candidates) => ClosestName.Of(given, candidates)!;
}
