using System.Text.RegularExpressions;
using KernelGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace KernelGen.Generator.Tests.Documentation;

/// <summary>Holds descriptors, ids, pages and release notes together.</summary>
public class DiagnosticPageTests
{
    private static readonly string Pages = Path.Combine(MarkdownPage.Root, "docs", "diagnostics");

    private static IReadOnlyList<DiagnosticDescriptor> All { get; } = [.. Descriptors.OfGenerator, .. Descriptors.OfAnalyzer];

    public static TheoryData<string> Ids { get; } = [.. All.Select(descriptor => descriptor.Id)];

    [Fact]
    public void Every_id_has_one_descriptor_and_every_descriptor_is_reported_by_someone()
    {
        var ids = typeof(DiagnosticIds).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();
        var descriptors = typeof(Descriptors).GetFields().Select(field => ((DiagnosticDescriptor)field.GetValue(null)!).Id).ToList();
        descriptors.ShouldBe(ids, ignoreOrder: true);
        All.Select(descriptor => descriptor.Id).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public void Every_page_has_a_descriptor_and_every_descriptor_a_page()
        => Directory.GetFiles(Pages, "KG*.md").Select(Path.GetFileNameWithoutExtension)
            .ShouldBe(All.Select(descriptor => descriptor.Id), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_page_has_title_severity_cause_and_examples(string id)
    {
        var descriptor = All.Single(candidate => candidate.Id == id);
        var page = File.ReadAllText(Path.Combine(Pages, id + ".md"));
        page.ShouldStartWith($"# {id}: {descriptor.Title}\n\n{descriptor.DefaultSeverity}.");
        foreach (var heading in new[] { "## Cause", "## Wrong", "## Right" })
            page.ShouldContain($"\n{heading}\n");
        page.ShouldNotContain("\r");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_reference_list_and_the_release_notes_name_every_diagnostic(string id)
    {
        var descriptor = All.Single(candidate => candidate.Id == id);
        File.ReadAllText(Path.Combine(Pages, "README.md"))
            .ShouldContain($"| [{id}]({id}.md) | {descriptor.DefaultSeverity} | {descriptor.Title} |");
        File.ReadAllText(Path.Combine(MarkdownPage.Root, "src", "Generator", "AnalyzerReleases.Unshipped.md"))
            .ShouldContain($"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_right_example_of_a_page_in_C_sharp_is_right(string id)
    {
        var page = File.ReadAllText(Path.Combine(Pages, id + ".md"));
        var right = page[page.IndexOf("## Right", StringComparison.Ordinal)..];
        var example = Regex.Match(right, "```csharp\n(.*?)```", RegexOptions.Singleline);
        if (example.Success)
            Examples.Reported(example.Groups[1].Value).ShouldBeEmpty();
        else
            right.ShouldContain("```"); // A project file or JSON.
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_wrong_example_of_a_page_in_C_sharp_is_what_the_page_says(string id)
    {
        var page = File.ReadAllText(Path.Combine(Pages, id + ".md"));
        var wrong = page[page.IndexOf("## Wrong", StringComparison.Ordinal)..page.IndexOf("## Right", StringComparison.Ordinal)];
        var example = Regex.Match(wrong, "```csharp\n(.*?)```", RegexOptions.Singleline);
        if (example.Success && id is not (DiagnosticIds.UnsafeNotAllowed or DiagnosticIds.LanguageVersionTooLow or DiagnosticIds.MaskAllowsNothing))
            Examples.Reported(example.Groups[1].Value).ShouldContain(id);
        else
            wrong.ShouldContain("```");
    }
}
