namespace KernelGen.Tuning;

/// <summary>One try of one variant, as the database keeps it.</summary>
internal sealed record TuningRow
{
    /// <summary>What it is filed under.</summary>
    public required TuningKey Key { get; init; }

    /// <summary>The class that declares the spec.</summary>
    public required string SpecName { get; init; }

    /// <summary>The spec's canonical text.</summary>
    public required string SpecText { get; init; }

    /// <summary>How it ended.</summary>
    public required TuningStatus Status { get; init; }

    /// <summary>Why, when it did not end well.</summary>
    public string Message { get; init; } = "";

    /// <summary>The exact shape that was measured, in the command line's notation.</summary>
    public required string Shape { get; init; }

    /// <summary>Threads it was measured with.</summary>
    public required int Threads { get; init; }

    /// <summary>What its times are of.</summary>
    public TimedProblem Problem => new(Shape, Threads);

    /// <summary>Timed runs.</summary>
    public int Samples { get; init; }

    /// <summary>Median time of a run, in microseconds; null unless <see cref="Status"/> is ok.</summary>
    public double? Median { get; init; }

    /// <summary>The time that a fifth of the runs stayed below, in microseconds.</summary>
    public double? P20 { get; init; }

    /// <summary>The time that four fifths of the runs stayed below, in microseconds.</summary>
    public double? P80 { get; init; }

    /// <summary>Every timed run, in measuring order; none in rows of schema 1.</summary>
    public SampleTimes Times { get; init; } = SampleTimes.None;

    /// <summary>The largest absolute difference from the oracle in the check.</summary>
    public double? MaxError { get; init; }

    /// <summary>The version of the tool that measured.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Operating system, runtime, core count and clock; recorded, not matched.</summary>
    public required string Environment { get; init; }

    /// <summary>The user's remark.</summary>
    public string Comment { get; init; } = "";
}
