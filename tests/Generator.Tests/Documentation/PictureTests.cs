namespace KernelGen.Generator.Tests.Documentation;

/// <summary>The pictures of masks in docs/pictures: drawn from the example that they stand under, so they cannot go stale.</summary>
public class PictureTests
{
    private const string Patterns = "docs/patterns.md";

    private static readonly string Folder = Path.Combine(MarkdownPage.Root, "docs", "pictures");

    private static IReadOnlyList<MaskImage> All { get; } = [.. MarkdownPage.All.SelectMany(page => new MarkdownPage(page).Pictures)];

    public static TheoryData<string> Names { get; } = [.. All.Select(picture => Path.GetFileName(picture.File))];

    // Those that are masks: a bias changes logits, and there is nothing to draw.
    public static TheoryData<string> PatternNames { get; } = [.. Parsing.Patterns.All
        .Where(pattern => pattern.Kind is Parsing.PatternKind.Constraint or Parsing.PatternKind.Reach)
        .Select(pattern => pattern.Name)
        .Concat([nameof(CausalAttribute), nameof(SlidingWindowAttribute), nameof(AttentionSinkAttribute)])
        .Select(name => name.Replace("Attribute", "", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_shows_the_mask_that_the_line_under_it_names(string name)
        => All.Single(picture => Path.GetFileName(picture.File) == name).ShouldBeApproved();

    [Theory]
    [MemberData(nameof(PatternNames))]
    public void The_section_of_a_pattern_has_its_picture(string pattern)
        => new MarkdownPage(Patterns).Sections.Single(section => section.Title == pattern).Body.ShouldContain($"(pictures/{pattern}.svg)");

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_has_few_enough_pairs_to_be_small(string name)
        => new FileInfo(Path.Combine(Folder, name)).Length.ShouldBeLessThan(8 << 10);

    [Fact]
    public void Every_link_to_a_picture_has_the_line_that_says_what_it_shows_and_every_file_a_link()
    {
        var linked = MarkdownPage.All.SelectMany(page => new MarkdownPage(page).Links).Where(link => link.Contains("pictures/"));
        All.Select(picture => "pictures/" + Path.GetFileName(picture.File)).ShouldBe(linked);
        Directory.GetFiles(Folder).Where(file => !file.EndsWith(".received.svg", StringComparison.Ordinal)).Select(Path.GetFileName)
            .ShouldBe(All.Select(picture => Path.GetFileName(picture.File)), ignoreOrder: true);
    }

    [Theory]
    [InlineData("`[Causal]`, 8 queries and keys", "it must be `[Attributes]` or `Class`, 48 queries and keys in tiles of 8 x 8")]
    [InlineData("`[SlidingWindow(2)]`, 8 queries and keys in tiles of 4 x 4", "the example above it has Causal: only numbers may differ")]
    [InlineData("`Encoder`, 8 queries and keys in tiles of 4 x 4", "the example above it does not declare that")]
    [InlineData("`[Causal]`, 8 queries and keys in tiles of 4 x 4, with prefix = 3", "data for 'prefix', and its mask reads ''")]
    public void A_line_that_does_not_belong_to_its_example_is_refused(string caption, string message)
        => Should.Throw<FormatException>(() => Picture(caption).Draw()).Message.ShouldContain(message);

    [Fact]
    public void A_page_gives_a_picture_the_example_above_it()
    {
        var page = new MarkdownPage(MarkdownPage.Root, """
            ```csharp
            [AttentionKernel(HeadDim = 64), Causal]
            public static partial class Decoder;
            ```

            ![The mask](pictures/Decoder.svg)

            `[Causal]`, 4 queries and 8 keys in tiles of 2 x 4, head 1
            """);

        var picture = page.Pictures.ShouldHaveSingleItem();

        var caption = MaskCaption.Parse(picture.Caption);
        (caption.Spec, caption.Queries, caption.Keys, caption.QueryTile, caption.KeyTile, caption.Head).ShouldBe(("[Causal]", 4, 8, 2, 4, 1));
        // Queries stand at the last keys, so the first tile of keys is full and the second is partial for each tile of queries.
        picture.Draw().ShouldContain("d=\"M0 0h4v4h-4z\"");
    }

    [Fact]
    public void The_data_of_a_picture_is_written_in_runs()
    {
        var caption = MaskCaption.Parse("`Packed`, 4 queries and keys in tiles of 2 x 2, with document = 0 x 2, 7, 8 and keep = true x 4");

        caption.Data["document"].ShouldBe(["0", "0", "7", "8"]);
        caption.Data["keep"].ShouldBe(["true", "true", "true", "true"]);
    }

    [Fact]
    public void A_tensor_of_a_picture_is_written_row_by_row()
    {
        var rows = new MaskImage("none.svg", Blocks, "`[BlockSparse(Query = 4, Key = 4)]`, 8 queries and keys in tiles of 4 x 4, with blocks = 10, 11");
        var ragged = rows with { Caption = rows.Caption.Replace("11", "110", StringComparison.Ordinal) };

        // Full tiles, row by row.
        rows.Draw().ShouldContain("d=\"M0 0h4v4h-4zM0 4h8v4h-8z\"");
        Should.Throw<FormatException>(ragged.Draw).Message.ShouldContain("The rows of 'blocks' must be equally many of 0 and 1; they are 10, 110.");
    }

    private const string Blocks = "[AttentionKernel(HeadDim = 64), BlockSparse(Query = 64, Key = 64)] public static partial class Decoder;";

    private static MaskImage Picture(string caption)
        => new("none.svg", "[AttentionKernel(HeadDim = 64), Causal] public static partial class Decoder;", caption);
}
