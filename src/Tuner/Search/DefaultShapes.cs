namespace KernelGen.Tuner.Search;

/// <summary>The shapes that are tuned when none are given: a short and a long prefill and one decode step.</summary>
internal static class DefaultShapes
{
    // Eight heads keep every core of a desktop busy; other head counts find these results as their nearest bucket.
    private const int Heads = 8;

    /// <summary>The shapes, the most telling first: a budget may end before the last.</summary>
    public static IReadOnlyList<AttentionShape> All { get; } =
    [
        new AttentionShape(1, Heads, Heads, 1024, 1024),
        new AttentionShape(1, Heads, Heads, 1, 4096),
        new AttentionShape(1, Heads, Heads, 4096, 4096),
    ];
}
