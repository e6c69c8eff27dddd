using System.Diagnostics;
using System.Text.Json;

namespace KernelGen.Tuner.Tests.Reports.Browser;

/// <summary>A real browser without a window, driven over its DevTools protocol (chromedevtools.github.io/devtools-protocol).</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _profile;

    private Browser(Process process, string profile) => (_process, _profile) = (process, profile);

    public const string Missing = "No browser is on the PATH: chromium, chrome or edge.";

    public static string? Path { get; } = Find();

    public static async Task<Browser> StartAsync(CancellationToken cancellation)
    {
        var profile = Directory.CreateTempSubdirectory("kernelgen-browser-").FullName;
        // No sandbox: test machines run as root or in containers, and the page is our own.
        var start = new ProcessStartInfo(Path!, [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", "--disable-background-networking",
            "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var browser = new Browser(process, profile);
        await browser.PortAsync(cancellation);
        return browser;
    }

    /// <summary>Opens a page of a width, in a colour scheme, and waits until it is loaded.</summary>
    public async Task<BrowserPage> OpenAsync(string file, int width, int height, string scheme, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{await PortAsync(cancellation)}") };
        using var answer = await http.PutAsync("/json/new?about:blank", null, cancellation);
        using var target = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
        var page = await BrowserPage.ConnectAsync(new Uri(target.RootElement.GetProperty("webSocketDebuggerUrl").GetString()!), cancellation);
        await page.SendAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = width < 600 });
        await page.SendAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } });
        await page.NavigateAsync(new Uri(file).AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        // Helpers of the browser may hold files of the profile a moment longer.
        for (var attempt = 0; attempt < 20 && Directory.Exists(_profile); attempt++)
        {
            try
            {
                Directory.Delete(_profile, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    // The browser writes the port that it took into its profile.
    private async Task<string> PortAsync(CancellationToken cancellation)
    {
        var file = System.IO.Path.Combine(_profile, "DevToolsActivePort");
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (File.Exists(file) && await File.ReadAllLinesAsync(file, cancellation) is [var port, _, ..])
                return port;
            if (_process.HasExited || watch.Elapsed > s_patience)
                throw new TimeoutException($"{Path} did not open its DevTools port.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation);
        }
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "chrome.exe", "msedge.exe"];
        return names.SelectMany(name => folders.Select(folder => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
