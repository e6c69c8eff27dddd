namespace KernelGen.Generator.Tests.Documentation;

/// <summary>
/// What README.md and docs/ show compiles, and what they point to exists. docs/diagnostics has tests of its own for its examples.
/// </summary>
public class PageTests
{
    public static TheoryData<string> Pages { get; } = [.. MarkdownPage.All];

    public static TheoryData<string> PagesWithExamples { get; }
        = [.. MarkdownPage.All.Where(page => !page.StartsWith("docs/diagnostics/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_points_to_a_file(string page) => new MarkdownPage(page).BrokenLinks.ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(PagesWithExamples))]
    public async Task Every_example_of_a_page_compiles(string page)
    {
        var above = new List<CSharpBlock>();
        foreach (var block in new MarkdownPage(page).Blocks)
        {
            block.Note.ShouldBeOneOf(["", "no-compile"], $"{page}, line {block.Line}");
            if (!block.Compiles)
                continue;
            var errors = await BlockCompilation.ErrorsAsync(above, block);
            errors.ShouldBeEmpty($"{page}, line {block.Line}:\n{block.Code}");
            above.Add(block);
        }
    }

    [Fact]
    public void The_index_of_docs_names_every_page()
        => Directory.GetFiles(Path.Combine(MarkdownPage.Root, "docs"), "*.md").Select(path => Path.GetFileName(path))
            .Except(new MarkdownPage("docs/README.md").Links).ShouldBe(["README.md"]);

    [Fact]
    public void A_link_into_nothing_is_found_and_code_is_no_link()
    {
        var page = new MarkdownPage(MarkdownPage.Root, """
            [here](docs/README.md#top), [`code`](KernelGen.sln), ![picture](nowhere.png "Title"), [web](https://example.org/a), [up](#top)
            and `[no](link.md)`
            ```
            [neither](this.md)
            ```
            [name]: also/nowhere.md
            """);
        page.BrokenLinks.ShouldBe(["nowhere.png", "also/nowhere.md"]);
        page.Links.ShouldContain("KernelGen.sln");
    }

    [Theory]
    [InlineData("[AttentionKernel(HeadDim = 0)] public static partial class Wrong;", "KG0201")]
    [InlineData("Missing.Forward();", "CS0103")]
    [InlineData("int x = \"text\";", "CS0029")]
    public async Task An_example_that_does_not_compile_is_found(string code, string expected)
        => (await BlockCompilation.ErrorsAsync([], new CSharpBlock(1, "", code, ""))).Select(error => error.Id).ShouldContain(expected);

    [Fact]
    public async Task An_example_may_use_what_stands_above_it_and_what_is_given()
    {
        CSharpBlock[] blocks =
        [
            new(1, "", "[AttentionKernel(HeadDim = 64)] public static partial class Dense;", ""),
            new(2, "var q = new float[64];", "var shape = new AttentionShape(1, 1, 1, 1, 1);", ""),
            new(3, "", "Dense.Forward(q, q, q, q, shape);", ""),
            new(4, "", "var shape = Dense.Compiled.Facts.HeadDim;", ""),
        ];
        for (var i = 0; i < blocks.Length; i++)
            (await BlockCompilation.ErrorsAsync(blocks[..i], blocks[i])).ShouldBeEmpty(blocks[i].Code);
    }
}
