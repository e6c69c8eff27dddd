using KernelGen.Generator.Tests.Driver;

namespace KernelGen.Generator.Tests.Documentation;

/// <summary>The examples of the pages in docs/diagnostics.</summary>
internal static class Examples
{
    /// <summary>The ids that an example gets from the analyzer.</summary>
    public static IReadOnlyList<string> Reported(string example)
        => [.. AnalyzerRun.OnAsync("using System;\nusing KernelGen;\n" + example).GetAwaiter().GetResult().Select(diagnostic => diagnostic.Id)];
}
