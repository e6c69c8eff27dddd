using System.Diagnostics;
using System.Globalization;

namespace KernelGen.Tuner.Tests.Storage;

/// <summary>A process that writes as a tuner does and says what it has stored, see tests/TuningWriter.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Task _reading;
    private readonly Dictionary<int, int> _stored = [];

    public WriterProcess(string location, string spec, double seconds)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "KernelGen.TuningWriter.dll");
        string[] arguments = [program, location, spec, seconds.ToString(CultureInfo.InvariantCulture)];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _errors = _process.StandardError.ReadToEndAsync();
        _reading = Task.Run(Read);
        Spec = spec;
    }

    public string Spec { get; }

    /// <summary>How many samples of each row it has stored, by its own word.</summary>
    public IReadOnlyDictionary<int, int> Stored
    {
        get
        {
            lock (_stored)
                return new Dictionary<int, int>(_stored);
        }
    }

    /// <summary>Ends it at once: SIGKILL on Unix, so nothing of it gets to run again.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _reading.Wait();
    }

    /// <summary>Waits for its end.</summary>
    public (int Code, string Error) Finish()
    {
        _process.WaitForExit();
        _reading.Wait();
        return (_process.ExitCode, _errors.Result);
    }

    public void Dispose() => _process.Dispose();

    private void Read()
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            // The last line may be cut in the middle of a number.
            var words = line.Split(' ');
            if (words.Length != 3 || words[0] != "stored" || words[2].Length != 1)
                continue;
            lock (_stored)
                _stored[int.Parse(words[1], CultureInfo.InvariantCulture)] = int.Parse(words[2], CultureInfo.InvariantCulture);
        }
    }
}
