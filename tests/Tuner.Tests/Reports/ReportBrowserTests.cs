using System.Buffers.Binary;
using KernelGen.Tuner.Tests.Commands;
using Shouldly;
using Xunit;
using BrowserProgram = KernelGen.Tuner.Tests.Reports.Browser.Browser;

namespace KernelGen.Tuner.Tests.Reports;

/// <summary>A report in a real browser, on a desk and on a phone. KERNELGEN_TEST_PICTURES names a folder that keeps the pictures.</summary>
public sealed class ReportBrowserTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1280, 900, "light")]
    [InlineData(1280, 900, "dark")]
    [InlineData(390, 844, "light")]
    [InlineData(390, 844, "dark")]
    public async Task A_report_loads_without_errors_asks_for_nothing_and_fits_the_screen(int width, int height, string scheme)
    {
        Assert.SkipWhen(BrowserProgram.Path is null, BrowserProgram.Missing);
        var file = Write();
        await using var browser = await BrowserProgram.StartAsync(TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync(file, width, height, scheme, TestContext.Current.CancellationToken);

        (await page.EvaluateAsync("document.title")).GetString().ShouldBe("KernelGen tuning report");
        (await Overhang()).ShouldBe(0, "the page scrolls sideways");
        await page.EvaluateAsync("for (const part of document.querySelectorAll('details')) part.open = true");
        (await Overhang()).ShouldBe(0, "the page scrolls sideways once everything is open");
        // Numbers stay readable where the picture shrinks.
        (await page.EvaluateAsync("Math.min(...[...document.querySelectorAll('svg text')].filter(text => text.textContent).map(text => text.getBoundingClientRect().height))")).GetDouble().ShouldBeGreaterThan(8);
        (await page.EvaluateAsync("[...document.querySelectorAll('svg text')].filter(text => text.getBoundingClientRect().right > text.ownerSVGElement.getBoundingClientRect().right + 1).map(text => text.textContent)"))
            .EnumerateArray().Select(text => text.GetString()).ShouldBeEmpty("these are cut off");
        // The picture's size stands in its first chunk (PNG, section 11.2.2).
        var picture = await page.ScreenshotAsync();
        BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)).ShouldBe(width);
        BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(20)).ShouldBeGreaterThan(height);
        if (Environment.GetEnvironmentVariable("KERNELGEN_TEST_PICTURES") is { Length: > 0 } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, FormattableString.Invariant($"report-{width}-{scheme}.png")), picture, TestContext.Current.CancellationToken);
        page.Errors.ShouldBeEmpty();
        page.Requests.ShouldBe([new Uri(file).AbsoluteUri]);

        // Not against innerWidth: a phone widens that until everything fits.
        async Task<int> Overhang() => Math.Max(0, (await page.EvaluateAsync("document.documentElement.scrollWidth")).GetInt32() - width);
    }

    [Fact]
    public async Task The_selector_shows_one_device_at_a_time()
    {
        Assert.SkipWhen(BrowserProgram.Path is null, BrowserProgram.Missing);
        await using var browser = await BrowserProgram.StartAsync(TestContext.Current.CancellationToken);
        await using var page = await browser.OpenAsync(Write(), 1280, 900, "light", TestContext.Current.CancellationToken);
        const string visible = "[...document.querySelectorAll('.device')].filter(part => part.offsetHeight > 0).map(part => part.id).join()";

        (await page.EvaluateAsync(visible)).GetString().ShouldBe("cpu-test-cpu-avx2-4c,cuda-nvidia-h200-9-0-132mp");
        await page.EvaluateAsync("const select = document.getElementById('device'); select.value = 'cuda-nvidia-h200-9-0-132mp'; select.dispatchEvent(new Event('change'))");
        page.Errors.ShouldNotBeEmpty("the name `select` is taken by the page's own script, which shows that errors are seen");
        page.Errors.Clear();
        await page.EvaluateAsync("select.value = 'cuda-nvidia-h200-9-0-132mp'; select.dispatchEvent(new Event('change'))");
        (await page.EvaluateAsync(visible)).GetString().ShouldBe("cuda-nvidia-h200-9-0-132mp");
        page.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_picture_has_a_title_and_every_text_enough_contrast()
    {
        Assert.SkipWhen(BrowserProgram.Path is null, BrowserProgram.Missing);
        await using var browser = await BrowserProgram.StartAsync(TestContext.Current.CancellationToken);
        foreach (var scheme in new[] { "light", "dark" })
        {
            await using var page = await browser.OpenAsync(Write(), 1280, 900, scheme, TestContext.Current.CancellationToken);

            (await page.EvaluateAsync("[...document.querySelectorAll('svg')].filter(svg => svg.getAttribute('role') !== 'img' || svg.firstElementChild.tagName !== 'title').length")).GetInt32().ShouldBe(0);
            (await page.EvaluateAsync(Contrasts)).EnumerateArray().Select(text => text.GetString()).ShouldBeEmpty();
            page.Errors.ShouldBeEmpty();
        }
    }

    // Texts with less than 4.5 : 1 (WCAG 2.1, 1.4.3) against what is painted behind them: the cell's rectangle, or the nearest background.
    private const string Contrasts = """
        (() => {
          const rgb = text => text.match(/[\d.]+/g).slice(0, 3).map(Number);
          const light = color => { const [r, g, b] = rgb(color).map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const behind = element => {
            const cell = element.closest('.heat g')?.querySelector('rect');
            if (cell) return getComputedStyle(cell).fill;
            for (let at = element; at; at = at.parentElement) { const color = getComputedStyle(at).backgroundColor; if (!/, 0\)$|transparent/.test(color)) return color; }
            return 'rgb(255, 255, 255)';
          };
          const bad = [];
          for (const element of document.querySelectorAll('svg text, h1, h2, h3, h4, p, td, th, li, a, code, summary, span, figcaption')) {
            if (!element.textContent.trim()) continue;
            const style = getComputedStyle(element), ink = light(element.tagName === 'text' ? style.fill : style.color), paper = light(behind(element));
            const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
            if (ratio < 4.5) bad.push(`${element.tagName} '${element.textContent.slice(0, 20)}' ${ratio.toFixed(2)}`);
          }
          return [...new Set(bad)];
        })()
        """;

    private string Write()
    {
        var database = _folder["tuning.db"];
        if (!File.Exists(database))
            PlantedResults.Write(database, PlantedReport.Rows);
        var run = ToolRun.InProcess("report", "--db", database, "--out", _folder["report.html"]);
        run.Code.ShouldBe(ExitCodes.Done, run.Error);
        return _folder["report.html"];
    }
}
