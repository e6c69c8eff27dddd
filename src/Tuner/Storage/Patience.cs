namespace KernelGen.Tuner.Storage;

/// <summary>What a writer does about a server that goes away while it is at work, as for a restart.</summary>
/// <param name="Longest">For how long it tries to reach the server again.</param>
/// <param name="Tell">Told when it begins to wait, and when it goes on.</param>
internal sealed record Patience(TimeSpan Longest, Action<string> Tell)
{
    /// <summary>It fails at once.</summary>
    public static Patience None { get; } = new(TimeSpan.Zero, _ => { });
}
