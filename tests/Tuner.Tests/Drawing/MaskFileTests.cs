using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using KernelGen.Planning;
using KernelGen.Tuner.Compilation;
using KernelGen.Tuner.Drawing;
using Shouldly;
using Spectre.Console;
using Xunit;

namespace KernelGen.Tuner.Tests.Drawing;

public sealed class MaskFileTests : IDisposable
{
    // The left margin, and the margin above plus two lines of title.
    private const int Left = 16;
    private const int Top = 16 + 2 * 18;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_PNG_shows_every_pair_of_a_short_mask()
    {
        var image = PngReader.Read(Draw("Causal", "mask.png", 24, "--tile", "8,8"));

        // 768 pixels for 24 pairs.
        const int pair = 32;
        for (var q = 0; q < 24; q++)
        {
            for (var k = 0; k < 24; k++)
            {
                var expected = k / 8 > q / 8 ? PairKind.Empty : k / 8 < q / 8 ? PairKind.Full : k <= q ? PairKind.Allowed : PairKind.Masked;
                var color = Palette.Of(expected);
                image[Left + k * pair + pair / 2, Top + q * pair + pair / 2].ShouldBe((color.Red, color.Green, color.Blue), $"query {q}, key {k}");
            }
        }
        // The borders of the tiles, the legend's first square, and ink.
        var border = Palette.Border;
        image[Left + 8 * pair, Top + 5].ShouldBe((border.Red, border.Green, border.Blue));
        var empty = Palette.Of(PairKind.Empty);
        image[Left + 1, Top + 24 * pair + 18 + 1].ShouldBe((empty.Red, empty.Green, empty.Blue));
        Enumerable.Range(0, image.Width).Count(x => image[x, Left] == (Palette.Ink.Red, Palette.Ink.Green, Palette.Ink.Blue)).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void A_PNG_of_a_long_mask_costs_its_own_size()
    {
        var image = PngReader.Read(Draw("Causal", "mask.png", 1 << 20));

        image.Width.ShouldBeInRange(768, 1000);
        var (full, empty) = (Palette.Of(PairKind.Full), Palette.Of(PairKind.Empty));
        image[Left + 100, Top + 600].ShouldBe((full.Red, full.Green, full.Blue));
        image[Left + 600, Top + 100].ShouldBe((empty.Red, empty.Green, empty.Blue));
    }

    [Fact]
    public void An_SVG_shows_every_pair_in_the_colour_of_its_kind_and_the_borders_of_tiles()
    {
        using var culture = new CommaCulture();

        var svg = XDocument.Load(Draw("Window", "mask.svg", 16, "--tile", "4,4")).Root!;

        svg.Name.LocalName.ShouldBe("svg");
        var seen = Painted(svg, 16);
        for (var q = 0; q < 16; q++)
        {
            for (var k = 0; k < 16; k++)
            {
                var allowed = k <= q && (q - k <= 4 || k < 2);
                var colors = allowed ? new[] { PairKind.Allowed, PairKind.Full } : [PairKind.Empty, PairKind.Masked];
                colors.Select(kind => Palette.Of(kind).Css).ShouldContain(seen[q, k]!, $"query {q}, key {k}");
            }
        }
        var borders = Mask(svg).Elements().Single(path => path.Attribute("id")?.Value == "tiles").Attribute("d")!.Value;
        borders.ShouldBe("M4 0v16M8 0v16M12 0v16M0 4h16M0 8h16M0 12h16");
        var texts = svg.Elements().Where(one => one.Name.LocalName == "text").Select(one => one.Value).ToList();
        texts.ShouldContain(text => text.StartsWith("Demo.Window: k <= q && "));
        texts.ShouldContain("full tile");
        texts.ShouldContain(text => text.StartsWith("Tiles: 16 of 4 queries x 4 keys"));
    }

    [Fact]
    public void A_plain_drawing_is_the_mask_alone()
    {
        var svg = XDocument.Load(Draw("Causal", "mask.svg", 16, "--tile", "4,4", "--plain")).Root!;
        var image = PngReader.Read(Draw("Causal", "mask.png", 16, "--tile", "4,4", "--plain"));

        svg.Elements().ShouldHaveSingleItem().ShouldBe(Mask(svg));
        (svg.Attribute("width")!.Value, svg.Attribute("height")!.Value).ShouldBe(("320", "320"));
        var seen = Painted(svg, 16);
        for (var i = 0; i < 16 * 16; i++)
            (seen[i / 16, i % 16] == Palette.Of(PairKind.Empty).Css).ShouldBe(i % 16 / 4 > i / 16 / 4);
        (image.Width, image.Height).ShouldBe((768, 768));
        image[767, 0].ShouldBe((Palette.Of(PairKind.Empty).Red, Palette.Of(PairKind.Empty).Green, Palette.Of(PairKind.Empty).Blue));
    }

    [Fact]
    public void A_terminal_with_colours_gets_two_cells_in_every_character()
    {
        var entry = TestSpecs.Entry("Causal", TestSpecs.Causal);
        var compiled = SpecCompiler.Compile(entry.Spec, entry.Name, []);
        var view = new MaskView(compiled, new MaskScope(3, 2, 0, 0, 0, 0), 1, 1);
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.TrueColor,
            Out = new AnsiConsoleOutput(output),
        });

        console.Write(new HalfBlockDrawing(MaskGrid.Fit(view, 80, 24)));

        // Rows: full empty, full full, full full; the last one has no partner.
        const string full = "28;84;148", empty = "236;238;241", escape = "\u001b[";
        output.ToString().ShouldBe(
            $"{escape}38;2;{full};48;2;{full}m▀{escape}0m{escape}38;2;{empty};48;2;{full}m▀{escape}0m\n"
                + $"{escape}38;2;{full}m▀▀{escape}0m\n");
    }

    [Fact]
    public void Long_lines_are_wrapped_between_words()
    {
        var picture = new MaskPicture(null!, ["one two three", "four"], ["incomprehensibilities"]).Wrap(8);

        picture.Title.ShouldBe(["one two", "  three", "four"]);
        picture.Report.ShouldBe(["incomprehensibilities"]);
    }

    [Fact]
    public void Characters_without_a_form_look_like_question_marks_and_spaces_like_nothing()
    {
        Ink('é').ShouldBe(Ink('?'));
        Ink('a').ShouldBe(Ink('A'));
        Ink(' ').ShouldNotContain(true);
        Ink('T').ShouldBe([true, true, true, false, true, false, false, true, false, false, true, false, false, true, false]);
    }

    private static bool[] Ink(char character) => [.. Enumerable.Range(0, 15).Select(i => PixelFont.IsInk(character, i % 3, i / 3))];

    private static XElement Mask(XElement svg) => svg.Elements().Single(one => one.Attribute("id")?.Value == "mask");

    // What lies on top where paths of rectangles overlap.
    private static string?[,] Painted(XElement svg, int size)
    {
        var seen = new string?[size, size];
        foreach (var path in Mask(svg).Elements().Where(one => one.Attribute("fill") is not null))
        {
            foreach (Match area in Regex.Matches(path.Attribute("d")!.Value, @"M(\d+) (\d+)h(\d+)v(\d+)h-\3z"))
            {
                var (x, y, width, height) = (Number(area, 1), Number(area, 2), Number(area, 3), Number(area, 4));
                for (var i = 0; i < width * height; i++)
                    seen[y + i / width, x + i % width] = path.Attribute("fill")!.Value;
            }
        }
        return seen;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private string Draw(string spec, string file, int length, params string[] options)
    {
        var assembly = MaskSpecs.Write(_folder["Masks.dll"]);
        var size = length.ToString(CultureInfo.InvariantCulture);

        var run = ToolRun.InProcess(["mask", assembly, spec, "--nq", size, "--nk", size, "--out", _folder[file], .. options]);

        run.Error.ShouldBeEmpty();
        run.Output.ShouldContain("Drawn into " + _folder[file]);
        run.Output.ShouldContain("speed-up over dense");
        return _folder[file];
    }
}
