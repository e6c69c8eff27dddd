using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace KernelGen.Tuner.Tests.Reports.Browser;

/// <summary>An open page. It notes what went wrong in it, and what it asked the network for.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _waiting = [];
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _cancellation;
    private Task _reading = Task.CompletedTask;
    private int _last;

    private BrowserPage(CancellationToken cancellation) => _cancellation = cancellation;

    /// <summary>Errors of scripts, of the console, and of loading.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <summary>The addresses of everything that was asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<BrowserPage> ConnectAsync(Uri address, CancellationToken cancellation)
    {
        var page = new BrowserPage(cancellation);
        await page._socket.ConnectAsync(address, cancellation);
        page._reading = page.ReadAsync();
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
            await page.SendAsync(domain + ".enable", new { });
        return page;
    }

    /// <summary>Calls a method of the protocol.</summary>
    public async Task<JsonElement> SendAsync(string method, object parameters)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _waiting[id] = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, true, _cancellation);
        return await answer.Task.WaitAsync(TimeSpan.FromSeconds(60), _cancellation);
    }

    public async Task NavigateAsync(string address)
    {
        await SendAsync("Page.navigate", new { url = address });
        await _loaded.Task.WaitAsync(TimeSpan.FromSeconds(60), _cancellation);
    }

    /// <summary>The value of an expression in the page.</summary>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new { expression, returnByValue = true });
        if (answer.TryGetProperty("exceptionDetails", out var error))
            Errors.Enqueue(error.GetRawText());
        return answer.GetProperty("result").TryGetProperty("value", out var value) ? value : default;
    }

    /// <summary>A picture of the whole page, PNG.</summary>
    public async Task<byte[]> ScreenshotAsync()
        => (await SendAsync("Page.captureScreenshot", new { format = "png", captureBeyondViewport = true })).GetProperty("data").GetBytesFromBase64();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await MessageAsync() is { } message)
                Take(message);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // The browser is gone; whoever still waits runs into the time limit.
        }
    }

    private async Task<JsonElement?> MessageAsync()
    {
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, _cancellation);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonDocument.Parse(Encoding.UTF8.GetString(text.ToArray())).RootElement;
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id))
        {
            if (_waiting.TryRemove(id.GetInt32(), out var waiting))
                Answer(waiting, message);
            return;
        }
        var parameters = message.GetProperty("params");
        switch (message.GetProperty("method").GetString())
        {
            case "Page.loadEventFired":
                _loaded.TrySetResult();
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue(parameters.GetProperty("request").GetProperty("url").GetString()!);
                break;
            case "Runtime.exceptionThrown" or "Network.loadingFailed":
                Errors.Enqueue(parameters.GetRawText());
                break;
            case "Log.entryAdded" when parameters.GetProperty("entry").GetProperty("level").GetString() == "error":
                Errors.Enqueue(parameters.GetRawText());
                break;
            case "Runtime.consoleAPICalled" when parameters.GetProperty("type").GetString() is "error" or "assert":
                Errors.Enqueue(parameters.GetRawText());
                break;
        }
    }

    private static void Answer(TaskCompletionSource<JsonElement> waiting, JsonElement message)
    {
        if (message.TryGetProperty("error", out var error))
            waiting.TrySetException(new InvalidOperationException(error.GetRawText()));
        else
            waiting.TrySetResult(message.GetProperty("result"));
    }
}
