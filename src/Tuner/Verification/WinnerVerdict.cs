namespace KernelGen.Tuner.Verification;

/// <summary>How a winner came out of its check.</summary>
internal enum WinnerState
{
    /// <summary>Correct, and not slower than its runners-up.</summary>
    Best,

    /// <summary>Correct, and there is nothing to compare it with.</summary>
    Alone,

    /// <summary>Correct, and slower than a runner-up.</summary>
    Slower,

    /// <summary>Its result is wrong, or it fails; it was stored so and can win no more.</summary>
    Wrong,

    /// <summary>It is emitted no longer, or otherwise, so that nothing can be said.</summary>
    Stale,

    /// <summary>There was no time for it.</summary>
    Open,
}

/// <summary>What is said of a winner.</summary>
/// <param name="Winner">The winner.</param>
/// <param name="State">How it came out.</param>
/// <param name="Text">The rest of a sentence about it.</param>
internal sealed record WinnerVerdict(StoredWinner Winner, WinnerState State, string Text)
{
    /// <summary>The fastest of those that it was compared with; null when it was compared with none.</summary>
    public string? BestRival { get; init; }

    /// <summary>How much longer the best rival took, in per cent; negative when it was the faster one.</summary>
    public double? BehindPercent { get; init; }
}
