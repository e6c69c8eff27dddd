using System.Diagnostics;
using Spectre.Console;

namespace KernelGen.Tuner.Reports;

/// <summary>Progress as a bar that redraws itself.</summary>
internal sealed class TerminalTuneProgress : ITuneProgress
{
    // Drawing takes time from what is measured; a person is content with this.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly IAnsiConsole _console;
    private readonly ProgressContext _context;
    private readonly ProgressTask _bar;
    private readonly TimeLeft _left = new();
    private readonly Stopwatch _sinceDrawn = Stopwatch.StartNew();
    private string _heading = "";
    private TimeSpan _total;

    private TerminalTuneProgress(IAnsiConsole console, ProgressContext context)
    {
        (_console, _context) = (console, context);
        _bar = context.AddTask("starting", maxValue: 1);
    }

    /// <summary>
    /// Shows the bar while an action runs. It is drawn by the action's own thread, so that no other one disturbs a measurement.
    /// </summary>
    public static T Show<T>(IAnsiConsole console, Func<ITuneProgress, T> action) => console.Progress()
        .AutoRefresh(false)
        .AutoClear(true)
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
        .Start(context => action(new TerminalTuneProgress(console, context)));

    public void Note(string line)
    {
        _console.WriteLine(line);
        _context.Refresh();
    }

    public void Start(string name, int index, int count, TimeSpan budget)
    {
        _left.Start(index, count, budget);
        _total = budget * count;
        _heading = FormattableString.Invariant($"[{index}/{count}] {name}");
        Draw("");
    }

    public void Update(string activity)
    {
        if (_sinceDrawn.Elapsed >= Interval)
            Draw(activity);
    }

    private void Draw(string activity)
    {
        _bar.Description = Markup.Escape($"{_left} left  {_heading}  {activity}");
        _bar.Value = _total > TimeSpan.Zero ? 1 - _left.Now / _total : 0;
        _context.Refresh();
        _sinceDrawn.Restart();
    }
}
