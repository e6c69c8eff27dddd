using System.Diagnostics;

namespace KernelGen.Tuner.Reports;

/// <summary>Progress as plain lines, for files, pipes and build logs.</summary>
internal sealed class PlainTuneProgress(TextWriter output) : ITuneProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TimeLeft _left = new();
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    public void Note(string line) => Write(line);

    public void Start(string name, int index, int count, TimeSpan budget)
    {
        _left.Start(index, count, budget);
        Write(FormattableString.Invariant($"[{index}/{count}] {name}, {_left} left"));
    }

    public void Update(string activity)
    {
        if (_sinceLine.Elapsed >= Interval)
            Write($"  {activity}, {_left} left");
    }

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
        _sinceLine.Restart();
    }
}
