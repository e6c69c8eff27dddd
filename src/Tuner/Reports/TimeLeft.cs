using System.Diagnostics;
using System.Globalization;

namespace KernelGen.Tuner.Reports;

/// <summary>Reckons the time left from the budgets: of the spec at work and of those to come.</summary>
internal sealed class TimeLeft
{
    private readonly Stopwatch _watch = new();
    private TimeSpan _budget;
    private int _specsAfter;

    /// <summary>A spec starts.</summary>
    public void Start(int index, int count, TimeSpan budget)
    {
        _watch.Restart();
        (_budget, _specsAfter) = (budget, count - index);
    }

    /// <summary>The time until everything is done.</summary>
    public TimeSpan Now
    {
        get
        {
            var current = _budget - _watch.Elapsed;
            return (current > TimeSpan.Zero ? current : TimeSpan.Zero) + _specsAfter * _budget;
        }
    }

    /// <summary>For example <c>1:05</c>, or <c>2:00:09</c> with hours.</summary>
    public override string ToString()
        => Now is { TotalHours: >= 1 } left
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours}:{left:mm\\:ss}")
            : Now.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
