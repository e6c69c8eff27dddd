using KernelGen.Tuner.Drawing;
using Shouldly;
using Xunit;

namespace KernelGen.Tuner.Tests.Drawing;

public sealed class MaskCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _assembly;

    public MaskCommandTests() => _assembly = MaskSpecs.Write(_folder["Masks.dll"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Causal", "--nq", "12", "--nk", "16", "--tile", "3,4")]
    [InlineData("Window", "--nq", "16", "--nk", "16", "--tile", "2,2")]
    [InlineData("Window", "--nq", "4096", "--nk", "4096", "--query-offset", "0")]
    public void The_terminal_shows_the_mask_with_its_tiles(string spec, params string[] options)
    {
        using var culture = new CommaCulture();

        var run = Run(spec, options);

        run.Error.ShouldBeEmpty();
        run.Code.ShouldBe(ExitCodes.Done);
        var name = $"{spec}.{string.Join('.', options.Where(option => !option.StartsWith('-'))).Replace(',', 'x')}";
        run.Output.ShouldMatchApproved(approval => approval
            .NoDiff().SubFolder("Approved").WithFilenameGenerator((_, _, kind, extension) => $"{name}.{kind}.{extension}"));
    }

    [Fact]
    public void The_numbers_are_those_of_the_mask()
    {
        // 8 x 8 causal: 36 pairs; tiles of 2 x 4: rows 0-1 and 2-3 see one partial tile, rows 4-7 one full and one partial.
        var run = Run("Causal", "--nq", "8", "--nk", "8", "--tile", "2,4");

        run.Output.ShouldContain("Allowed: 56.25 % of 64 pairs");
        run.Output.ShouldContain("Tiles: 8 of 2 queries x 4 keys: 2 (25.0 %) empty, 4 (50.0 %) partial, 2 (25.0 %) full");
        // Eight full tiles at 8 each, against two full ones and four partial ones at 9.
        run.Output.ShouldContain($"Work: 75.0 % of the tiles; expected speed-up over dense {64 / 52.0:0.00}x");
    }

    [Fact]
    public void Long_masks_are_sampled_and_estimated_closely()
    {
        // One tile is the whole mask, so all of it is Partial and nothing but samples can tell its density.
        var run = Run("Causal", "--nq", "100000", "--nk", "100000", "--tile", "100000,100000");

        run.Output.ShouldContain("of 10,000,000,000 pairs");
        var density = run.Output.Split("Allowed: about ")[1].Split(' ')[0];
        double.Parse(density, System.Globalization.CultureInfo.InvariantCulture).ShouldBe(50, 0.05);
    }

    [Fact]
    public void Heads_differ_where_the_mask_reads_them()
    {
        var even = Run("Heads", "--nq", "8", "--nk", "8", "--head", "2", "--heads", "4");
        var odd = Run("Heads", "--nq", "8", "--nk", "8", "--head", "3", "--heads", "4", "--kv-heads", "2");

        even.Output.ShouldContain("head 2 (key head 2)");
        even.Output.ShouldContain("Allowed: 56.25 %");
        odd.Output.ShouldContain("head 3 (key head 1)");
        odd.Output.ShouldContain("Allowed: 12.5 %");
    }

    [Fact]
    public void A_mask_that_allows_nothing_has_no_speed_up()
        => Run("Causal", "--nq", "8", "--nk", "8", "--query-offset", "-8").Output.ShouldContain("Work: 0.0 % of the tiles; nothing to compute");

    [Theory]
    [InlineData("the closest is 'Demo.Causal'", "Demo.Casual")]
    [InlineData("--nq is 0; it must be 1 to", "Causal", "--nq", "0")]
    [InlineData("--head is 4; with 4 heads it must be 0 to 3", "Causal", "--head", "4", "--heads", "4")]
    [InlineData("--kv-heads is 3; the 4 query heads must be a multiple", "Causal", "--heads", "4", "--kv-heads", "3")]
    [InlineData("--tile is '48'; it must be query rows and keys", "Causal", "--tile", "48")]
    [InlineData("--tile is '0,8'", "Causal", "--tile", "0,8")]
    [InlineData("--tile has 1 queries, which makes more than 16777216 query tiles; give at least 7", "Causal", "--nq", "100663296", "--tile", "1,8")]
    [InlineData("--query-offset is -2147483648; it must be -1073741824 to 1073741824", "Causal", "--query-offset", "-2147483648")]
    [InlineData("--out is 'mask.gif'; its name must end in .svg or .png", "Causal", "--out", "mask.gif")]
    [InlineData("--plain is given without --out", "Causal", "--plain")]
    [InlineData("cannot be written", "Causal", "--out", "absent/folder/mask.svg")]
    public void Wrong_input_is_refused_with_what_is_allowed(string message, string spec, params string[] options)
    {
        var run = options.Contains("--nq") ? Run(spec, [.. options, "--nk", "64"]) : Run(spec, [.. options, "--nq", "64", "--nk", "64"]);

        run.Error.ShouldContain(message);
        run.Code.ShouldBe(ExitCodes.WrongInput);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Emit_says_first_what_mask_and_score_were_lowered_to()
    {
        var run = ToolRun.InProcess("emit", _assembly, "Documents");

        run.Output.ShouldStartWith("""
            // data:  int[] document, float alpha
            // mask:  k <= q && document[q] == document[k]
            //        (and (<= k q) (== (load int document q) (load int document k)))
            // score: score * alpha
            //        (* score (scalar float alpha))

            #nullable enable
            """);
    }

    private ToolRun Run(string spec, params string[] options) => ToolRun.InProcess(["mask", _assembly, spec, .. options]);
}
